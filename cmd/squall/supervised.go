package main

import (
	"context"
	"errors"
	"net"

	"squall/cmd/squall/supervise"
	"squall/profiles"
	"squall/standin"
)

// supervised serves, where that is wanted in a process that may be killed and is
// started again.
func (p *program) supervised(ctx context.Context, wanted bool, plan *profiles.Plan, o standin.Options, keys string, withFunctions bool) error {
	_, port, _ := net.SplitHostPort(o.Listen)
	switch {
	case !wanted:
		return p.serve(ctx, plan, o, keys, withFunctions)
	case o.Keep == "":
		return usage(errors.New("--supervise needs --keep FOLDER: a stand-in that is killed has nothing else to go on from"))
	case port == "0":
		return usage(errors.New("--supervise needs a --listen with a port: with 0 the stand-in would come back at another"))
	case supervise.Child():
		ctx, cancel := supervise.Orphaned(ctx, p.in)
		defer cancel()
		o.Die = supervise.Die
		return p.serve(ctx, plan, o, keys, withFunctions)
	}
	err := supervise.Run(ctx, p.out, p.diag)
	if ended := (supervise.Exit{}); errors.As(err, &ended) { // which has said why
		return status{code: ended.Code}
	}
	if err != nil {
		err = internal(err)
	}
	return err
}
