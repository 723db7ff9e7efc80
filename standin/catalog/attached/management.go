package attached

import (
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/core"
)

// MayLoop says whether a function may be part of a recursive loop.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
func MayLoop(c *catalog.Catalog, r catalog.Ref) (bool, *catalog.Error) {
	f, err := c.Function(r)
	if err != nil {
		return false, err
	}
	return f.Loops, nil
}

// AllowLoops says whether it may from now on.
func AllowLoops(c *catalog.Catalog, r catalog.Ref, allowed bool) (bool, *catalog.Error) {
	f, err := c.Function(r)
	if err != nil {
		return false, err
	}
	f.Loops = allowed
	return allowed, nil
}

// RuntimeManagement is when the runtime of $LATEST or of a version is renewed,
// and the ARN of that.
func RuntimeManagement(c *catalog.Catalog, r catalog.Ref) (arn string, m record.RuntimeManagement, err *catalog.Error) {
	f, q, arn, err := managed(c, r)
	if err != nil {
		return arn, m, err
	}
	m, ok := f.Runtimes[q]
	if !ok {
		m.UpdateOn = "Auto"
	}
	return arn, m, nil
}

// ManageRuntime sets it.
func ManageRuntime(c *catalog.Catalog, r catalog.Ref, m record.RuntimeManagement) (string, record.RuntimeManagement, *catalog.Error) {
	f, q, arn, err := managed(c, r)
	if err != nil {
		return arn, m, err
	}
	f.Runtimes[q] = m
	return arn, m, nil
}

// managed finds $LATEST or a version.
func managed(c *catalog.Catalog, r catalog.Ref) (*record.Function, core.Qual, string, *catalog.Error) {
	if _, err := c.Configuration(r); err != nil {
		return nil, core.Qual{}, "", err
	}
	f, err := c.Function(r)
	if err != nil {
		return nil, core.Qual{}, "", err
	}
	q, _ := f.Qual(r.Qualifier)
	return f, q, naming.Qualify(f.ARN, f.Qualifier(q)), nil
}
