package identity

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"squall/standin/identity/policy"
)

// CreatePolicy makes a customer's managed policy.
func (s *Store) CreatePolicy(now int64, accountID string, in Managed) (*Managed, *Error) {
	if in.Path == "" {
		in.Path = "/"
	}
	if err := checkName("policyName", in.Name, 128); err != nil {
		return nil, err
	}
	d, err := parse(in.Document)
	if err != nil {
		return nil, err
	}
	m := in
	m.ARN, m.ID, m.Created, m.read = "arn:aws:iam::"+accountID+":policy"+in.Path+in.Name, s.nextID("ANPA"), now, d
	a := s.account(accountID)
	for _, other := range a.policies {
		if other.Name == in.Name {
			return nil, &Error{409, "EntityAlreadyExists", "A policy called " + in.Name + " already exists. Duplicate names are not allowed."}
		}
	}
	a.policies[m.ARN] = &m
	return &m, nil
}

// Policy is a managed policy by its ARN.
func (s *Store) Policy(arn string) (*Managed, *Error) {
	if err := checkARN(arn); err != nil {
		return nil, err
	}
	if m := s.managed(arn); m != nil {
		return m, nil
	}
	return nil, noSuch("Policy " + arn + " was not found.")
}

// Policies lists the customer's policies under a path, by ARN.
func (s *Store) Policies(accountID, path string) (out []*Managed) {
	a := s.account(accountID)
	for _, arn := range sortedKeys(a.policies) {
		if strings.HasPrefix(a.policies[arn].Path, path) {
			out = append(out, a.policies[arn])
		}
	}
	return out
}

// Attachments is the number of roles that a policy is attached to.
func (s *Store) Attachments(arn string) (n int) {
	for _, a := range s.accounts { // a sum: the order does not matter
		for _, r := range a.roles {
			if slices.Contains(r.Attached, arn) {
				n++
			}
		}
	}
	return n
}

// DeletePolicy deletes a customer's policy that is attached to no role.
func (s *Store) DeletePolicy(accountID, arn string) *Error {
	if _, err := s.Policy(arn); err != nil {
		return err
	}
	a := s.account(accountID)
	switch {
	case a.policies[arn] == nil:
		return &Error{403, "AccessDenied", "the policy " + arn + " is AWS's or another account's"}
	case s.Attachments(arn) > 0:
		return &Error{409, "DeleteConflict", "Cannot delete a policy attached to entities."}
	}
	delete(a.policies, arn)
	return nil
}

// Attach attaches a managed policy to a role; one that is attached stays so.
func (s *Store) Attach(accountID, role, arn string) *Error {
	if err := checkARN(arn); err != nil {
		return err
	}
	r, err := s.Role(accountID, role)
	switch {
	case err != nil:
		return err
	case s.managed(arn) == nil:
		return noSuch("Policy " + arn + " does not exist or is not attachable.")
	case len(r.Attached) >= 20 && !slices.Contains(r.Attached, arn):
		return &Error{409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 20"}
	case !slices.Contains(r.Attached, arn):
		r.Attached = append(r.Attached, arn)
	}
	return nil
}

// Detach detaches a managed policy from a role.
func (s *Store) Detach(accountID, role, arn string) *Error {
	r, err := s.Role(accountID, role)
	if err != nil {
		return err
	}
	i := slices.Index(r.Attached, arn)
	if i < 0 {
		return noSuch("Policy " + arn + " was not found.")
	}
	r.Attached = slices.Delete(r.Attached, i, i+1)
	return nil
}

// checkARN was recorded 2025-06-19.
func checkARN(arn string) *Error {
	if parts := strings.SplitN(arn, ":", 6); len(parts) < 6 || parts[0] != "arn" {
		return invalid("Invalid ARN:  Could not be parsed!")
	}
	return nil
}

// managed is a policy of a customer or of AWS, or nil.
func (s *Store) managed(arn string) *Managed {
	if m := awsManaged[arn]; m != nil {
		return m
	}
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && s.accounts[parts[4]] != nil {
		return s.accounts[parts[4]].policies[arn]
	}
	return nil
}

// awsManaged are those of AWS's own policies that roles of functions have.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
var awsManaged = func() map[string]*Managed {
	out := map[string]*Managed{}
	const logs = `"logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"`
	for name, actions := range map[string]string{
		"/AdministratorAccess":                          `"*"`,
		"/AWSLambda_FullAccess":                         `"lambda:*","logs:*","cloudwatch:*","iam:PassRole"`,
		"/AmazonSQSFullAccess":                          `"sqs:*"`,
		"/AmazonSNSFullAccess":                          `"sns:*"`,
		"/AmazonS3FullAccess":                           `"s3:*","s3-object-lambda:*"`,
		"/service-role/AWSLambdaBasicExecutionRole":     logs,
		"/service-role/AWSLambdaRole":                   `"lambda:InvokeFunction"`,
		"/service-role/AWSLambdaSQSQueueExecutionRole":  `"sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes",` + logs,
		"/service-role/AWSLambdaVPCAccessExecutionRole": `"ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses",` + logs,
		"/service-role/AWSLambdaDynamoDBExecutionRole":  `"dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator","dynamodb:ListStreams",` + logs,
	} {
		m := &Managed{Name: name[strings.LastIndexByte(name, '/')+1:], Path: name[:strings.LastIndexByte(name, '/')+1],
			ARN: "arn:aws:iam::aws:policy" + name, Document: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` + actions + `],"Resource":"*"}]}`}
		m.ID = "ANPA" + strings.ToUpper(m.Name)
		var err error
		if m.read, err = policy.Parse(m.Document); err != nil {
			panic("identity: internal error: " + m.ARN + ": " + err.Error())
		}
		out[m.ARN] = m
	}
	return out
}()

func isJSON(text string) bool { return json.Valid([]byte(text)) }

func itoa(n int) string { return strconv.Itoa(n) }
