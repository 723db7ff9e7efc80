package keys

import (
	"encoding/json"
	"slices"
)

// DefaultPolicy is the policy of a key for which its maker named none: the
// account may do everything, by its own IAM policies.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func DefaultPolicy(account string) string {
	return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::` + account + `:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`
}

// document is as much of a policy as decides about accounts.
type document struct {
	Statement []struct {
		Effect    string
		Principal principals
		Action    texts
		Condition json.RawMessage
	}
}

// texts is one text or a list of them.
type texts []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// principals is "*" or the list under AWS.
type principals struct{ AWS texts }

// UnmarshalJSON implements json.Unmarshaler.
func (p *principals) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		p.AWS = texts{one}
		return nil
	}
	var object struct{ AWS texts }
	err := json.Unmarshal(b, &object)
	p.AWS = object.AWS
	return err
}

func parse(policy string) (document, error) {
	var d document
	if err := json.Unmarshal([]byte(policy), &d); err != nil || len(d.Statement) == 0 {
		return d, refuse(MalformedPolicy, "The new key policy is not valid JSON with at least one statement")
	}
	return d, nil
}

// checkPolicy refuses a policy that would lock the account out.
func checkPolicy(policy, account string) (string, error) {
	if policy == "" {
		return DefaultPolicy(account), nil
	}
	if len(policy) > maxPolicy {
		return "", tooLong("policy", maxPolicy)
	}
	d, err := parse(policy)
	if err != nil {
		return "", err
	}
	if !d.allows(account, "kms:PutKeyPolicy") {
		return "", refuse(MalformedPolicy, "The new key policy will not allow you to update the key policy in the future.")
	}
	return policy, nil
}

// SetPolicy replaces the policy of a key.
func (s *Keys) SetPolicy(k *Key, policy string) error {
	text, err := checkPolicy(policy, k.Account)
	if err != nil {
		return err
	}
	k.Policy = text
	s.changes++
	return nil
}

// allows says whether a statement without conditions allows an account an
// action; principals of the account count for it.
func (d document) allows(account, action string) bool {
	allowed := false
	for _, st := range d.Statement {
		if !slices.ContainsFunc(st.Principal.AWS, func(p string) bool { return p == "*" || accountOf(p) == account }) ||
			!slices.ContainsFunc(st.Action, func(a string) bool { return a == "*" || a == "kms:*" || a == action }) {
			continue
		}
		if st.Effect == "Deny" {
			return false
		}
		allowed = allowed || len(st.Condition) == 0
	}
	return allowed
}

// accountOf is the account of a principal: twelve digits or an ARN.
func accountOf(principal string) string {
	const arn, digits = len("arn:aws:iam::"), 12
	if len(principal) >= arn+digits && principal[:4] == "arn:" {
		return principal[arn : arn+digits]
	}
	return principal
}

// mayCross refuses callers of other accounts that the key's policy does not
// name. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
func (s *Keys) mayCross(k *Key, p Place) error {
	if k.Account == p.Account {
		return nil
	}
	if d, err := parse(k.Policy); err == nil && d.allows(p.Account, "kms:Decrypt") {
		return nil
	}
	return refuse(AccessDenied, "User: arn:aws:iam::%s:root is not authorized to perform this operation on resource: %s "+
		"because no resource-based policy allows it", p.Account, k.ARN())
}
