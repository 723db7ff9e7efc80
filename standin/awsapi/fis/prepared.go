package fis

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"squall/standin/catalog"
	"squall/standin/experiment"
)

// The environment variables by which a version takes part in experiments.
// https://docs.aws.amazon.com/fis/latest/userguide/use-lambda-actions.html
const (
	envLocation = "AWS_FIS_CONFIGURATION_LOCATION"
	envWrapper  = "AWS_LAMBDA_EXEC_WRAPPER"
	wrapper     = "/opt/aws-fis/bootstrap"
)

// prepared are the versions that take part, by number; a qualifier leaves one.
func (w *world) prepared(p experiment.Place, function, qualifier string) (out []int32, err error) {
	name := function[strings.LastIndexByte(function, ':')+1:]
	down := w.backend.Control(context.Background(), func(c *catalog.Catalog) {
		all, refused := c.Versions(catalog.Ref{Account: p.Account, Region: p.Region, Name: name})
		if refused != nil {
			err = refused
			return
		}
		for _, v := range all {
			if qualifier != "" && v.Version != qualifier || v.Environment[envLocation] == "" || v.Environment[envWrapper] != wrapper {
				continue
			}
			n, _ := strconv.ParseInt(v.Version, 10, 32) // $LATEST is 0
			out = append(out, int32(n))
		}
	})
	return out, errors.Join(down, err)
}
