package door

import (
	"cmp"
	"strings"

	"squall/standin/identity"
	"squall/standin/invoke"
)

// origin is on whose behalf the invoke is made, as resource policies name it.
// Who signed a request for a function URL is judged in any case when it is a
// role.
func (x *exchange) origin() *invoke.Origin {
	if x.route.Signed {
		return x.signer()
	}
	if !x.d.cfg.Origins {
		return nil
	}
	o := &invoke.Origin{SourceAccount: x.d.cfg.Account}
	switch x.kind.door {
	case invoke.DoorALB:
		o.Service, o.SourceARN = "elasticloadbalancing.amazonaws.com", x.targetGroup()
	case invoke.DoorREST, invoke.DoorHTTP:
		o.Service = "apigateway.amazonaws.com"
		o.SourceARN = "arn:aws:execute-api:" + x.d.cfg.Region + ":" + x.d.cfg.Account + ":" + x.apiID() + "/*/" + x.r.Method + x.r.URL.Path
	case invoke.DoorURL:
		o.URLAuth = "NONE"
	}
	return o
}

// signer reads who signed: an access key of twelve digits is an account, any
// other is of the doors' own.
func (x *exchange) signer() *invoke.Origin {
	session, _ := identity.ReadToken(x.r.Header.Get("X-Amz-Security-Token"))
	_, key, _ := strings.Cut(x.r.Header.Get("Authorization"), "Credential=")
	key, _, _ = strings.Cut(key, "/")
	account := ""
	if len(key) == 12 && strings.Trim(key, "0123456789") == "" {
		account = key
	}
	return &invoke.Origin{Caller: identity.Caller(cmp.Or(session.Account(), account, x.d.cfg.Account), session), URLAuth: "AWS_IAM"}
}
