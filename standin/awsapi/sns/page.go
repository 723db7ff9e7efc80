package sns

import "strconv"

// pageSize is what every listing gives at most.
// https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
const pageSize = 100

// page cuts a list to the page that a token asks for.
func page[T any](list []T, token string) (out []T, next string, err error) {
	from := 0
	if token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 {
			return nil, "", invalid("NextToken")
		}
	}
	list = list[min(from, len(list)):]
	if len(list) > pageSize {
		return list[:pageSize], strconv.Itoa(from + pageSize), nil
	}
	return list, "", nil
}
