package awsapi

import (
	"cmp"
	"net/http"
	"strings"

	"squall/standin/identity"
)

// Scope is the credential scope of a request's signature.
type Scope struct {
	Account string // an access key of twelve digits is an account id, a session has its role's; else ""
	Region  string // "" without a signature
	Service string // "" without a signature
	Session identity.Session
}

// ScopeOf reads the scope from the Authorization header, or from the query of
// a presigned URL. The signature itself is not looked at.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
func ScopeOf(r *http.Request) Scope {
	credential, token := "", r.Header.Get("X-Amz-Security-Token")
	if _, rest, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		credential = rest
		if end := strings.IndexAny(rest, ", "); end >= 0 {
			credential = rest[:end]
		}
	} else if strings.Contains(r.URL.RawQuery, "X-Amz-Credential=") {
		query := r.URL.Query()
		credential, token = query.Get("X-Amz-Credential"), query.Get("X-Amz-Security-Token")
	}
	// KEY/20261122/us-east-1/lambda/aws4_request
	key, rest, _ := strings.Cut(credential, "/")
	_, rest, _ = strings.Cut(rest, "/")
	region, rest, _ := strings.Cut(rest, "/")
	service, _, ok := strings.Cut(rest, "/")
	if !ok {
		return Scope{}
	}
	s := Scope{Region: region, Service: service}
	if session, ok := identity.ReadToken(token); ok {
		s.Session, s.Account = session, session.Account()
		return s
	}
	if len(key) == 12 && strings.Trim(key, "0123456789") == "" {
		s.Account = key
	}
	return s
}

// CallerOf is the account and region that a request is for: those of its
// signature, or these where it names none.
func CallerOf(r *http.Request, account, region string) Scope {
	s := ScopeOf(r)
	s.Account, s.Region = cmp.Or(s.Account, account), cmp.Or(s.Region, region)
	return s
}
