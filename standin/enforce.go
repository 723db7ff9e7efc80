package standin

import (
	"context"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/permit"
	"squall/standin/identity"
)

// Where policies are enforced, what a profile asks for comes with what AWS
// would need for it: the role of its functions, and permissions for its doors.

// makeRole makes the execution role of a profile's functions.
func (s *Standin) makeRole(account string) (err error) {
	if !s.options.Enforce {
		return nil
	}
	const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	s.loop.Identity(func(now int64, ids *identity.Store) {
		if _, refused := ids.CreateRole(now, account, identity.NewRole{Name: "squall", Trust: trust}); refused != nil {
			err = refused
			return
		}
		if refused := ids.Attach(account, "squall", "arn:aws:iam::aws:policy/AdministratorAccess"); refused != nil {
			err = refused
		}
	})
	return err
}

// permitDoor lets a door invoke a function, unless it may already. A function
// that is not there yet has no policy; its door answers that it is missing.
func (s *Standin) permitDoor(door, function, qualifier string) error {
	if !s.options.Enforce {
		return nil
	}
	grants := []permit.Grant{{Sid: "squall-" + door, Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com"}}
	switch door {
	case "alb":
		grants[0].Principal = "elasticloadbalancing.amazonaws.com"
	case "url":
		grants[0].Principal, grants[0].ViaURL = "*", true
		grants = append(grants, permit.Grant{Sid: "squall-url-auth", Action: "lambda:InvokeFunctionUrl", Principal: "*", URLAuth: "NONE"})
	}
	a := s.options.World.Account
	ref := catalog.Ref{Account: a.ID, Region: a.Region, Name: function, Qualifier: qualifier}
	return s.loop.Control(context.Background(), func(c *catalog.Catalog) {
		for _, g := range grants {
			_, _ = attached.AddPermission(c, ref, g) // one that is there stays
		}
	})
}
