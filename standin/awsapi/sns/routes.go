package sns

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/topics"
)

// routes is every operation that is built.
var routes = map[string]func(*call) (nodes, error){
	"CreateTopic":               createTopic,
	"DeleteTopic":               deleteTopic,
	"GetSubscriptionAttributes": getSubscriptionAttributes,
	"GetTopicAttributes":        getTopicAttributes,
	"ListSubscriptions":         listSubscriptions,
	"ListSubscriptionsByTopic":  listSubscriptionsByTopic,
	"ListTopics":                listTopics,
	"Publish":                   publish,
	"PublishBatch":              publishBatch,
	"SetSubscriptionAttributes": setSubscriptionAttributes,
	"SetTopicAttributes":        setTopicAttributes,
	"Subscribe":                 subscribe,
	"Unsubscribe":               unsubscribe,
}

// unbuilt are the operations of the service's model that are not.
var unbuilt = strings.Fields(`AddPermission CheckIfPhoneNumberIsOptedOut ConfirmSubscription CreatePlatformApplication
	CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint DeletePlatformApplication
	DeleteSMSSandboxPhoneNumber GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes
	GetSMSAttributes GetSMSSandboxAccountStatus ListEndpointsByPlatformApplication ListOriginationNumbers
	ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers ListTagsForResource
	OptInPhoneNumber PutDataProtectionPolicy RemovePermission SetEndpointAttributes
	SetPlatformApplicationAttributes SetSMSAttributes TagResource UntagResource VerifySMSSandboxPhoneNumber`)

// Operations are all that the service's model has.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for name := range routes {
		out = append(out, awsapi.Operation{Name: name, Built: true})
	}
	for _, name := range unbuilt {
		out = append(out, awsapi.Operation{Name: name})
	}
	slices.SortFunc(out, func(a, b awsapi.Operation) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// topic reads the ARN of a topic.
func (c *call) topic(parameter string) (topics.ID, error) {
	arn := c.form.get(parameter)
	id, ok := topics.ParseARN(arn)
	if ok {
		return id, nil
	}
	if n := len(strings.Split(arn, ":")); n < 6 {
		return id, invalid(parameter + " Reason: An ARN must have at least 6 elements, not " + strconv.Itoa(n))
	}
	return id, invalid(parameter)
}

// pageSize is what every listing gives at most.
// https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
const pageSize = 100

// page cuts a list to the page that the request's token asks for.
func page[T any](c *call, list []T) (out []T, next nodes, err error) {
	from := 0
	if token := c.form.get("NextToken"); token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 {
			return nil, nil, invalid("NextToken")
		}
	}
	list = list[min(from, len(list)):]
	if len(list) > pageSize {
		return list[:pageSize], nodes{{name: "NextToken", text: strconv.Itoa(from + pageSize)}}, nil
	}
	return list, nil, nil
}
