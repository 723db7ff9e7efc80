package attached

import (
	"cmp"
	"maps"
	"slices"

	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// URLChanges are what CreateFunctionUrlConfig and UpdateFunctionUrlConfig give;
// "" leaves as it is.
type URLChanges struct{ Auth, Mode string }

func (ch URLChanges) check() *catalog.Error {
	switch {
	case ch.Auth != "" && ch.Auth != "NONE" && ch.Auth != "AWS_IAM":
		return refuse.NoMember(ch.Auth, "authType", "NONE, AWS_IAM")
	case ch.Mode != "" && ch.Mode != "BUFFERED" && ch.Mode != "RESPONSE_STREAM":
		return refuse.NoMember(ch.Mode, "invokeMode", "BUFFERED, RESPONSE_STREAM")
	}
	return nil
}

const noURL = "The resource you requested does not exist."

// CreateURL makes the URL of a function or alias.
func CreateURL(c *catalog.Catalog, r catalog.Ref, ch URLChanges) (record.URL, *catalog.Error) {
	if ch.Auth == "" {
		return record.URL{}, refuse.Missing("authType")
	}
	f, err := findURLOwner(c, r, ch, "Function does not exist")
	if err != nil {
		return record.URL{}, err
	}
	arn := naming.Qualify(f.ARN, r.Qualifier)
	if f.URLs[r.Qualifier] != nil { // the spaces are AWS's
		return record.URL{}, refuse.Conflict("Failed to create function url config for [functionArn = %s]. Error message:  "+
			"FunctionUrlConfig exists for this Lambda function", arn)
	}
	now := c.Now()
	u := &record.URL{FunctionARN: arn, Auth: ch.Auth, Mode: cmp.Or(ch.Mode, "BUFFERED"), Created: now, Modified: now}
	u.Address = c.TellURL(owner(f, r), u)
	f.URLs[r.Qualifier] = u
	return *u, nil
}

// UpdateURL changes the URL of a function or alias.
func UpdateURL(c *catalog.Catalog, r catalog.Ref, ch URLChanges) (record.URL, *catalog.Error) {
	f, err := findURLOwner(c, r, ch, "Function does not exist")
	if err != nil {
		return record.URL{}, err
	}
	u := f.URLs[r.Qualifier]
	if u == nil {
		return record.URL{}, refuse.NotFound(noURL)
	}
	u.Auth, u.Mode, u.Modified = cmp.Or(ch.Auth, u.Auth), cmp.Or(ch.Mode, u.Mode), c.Now()
	c.TellURL(owner(f, r), u)
	return *u, nil
}

// URL is the URL of a function or alias.
func URL(c *catalog.Catalog, r catalog.Ref) (record.URL, *catalog.Error) {
	f, err := findURLOwner(c, r, URLChanges{}, noURL)
	if err != nil || f.URLs[r.Qualifier] == nil {
		return record.URL{}, cmp.Or(err, refuse.NotFound(noURL))
	}
	return *f.URLs[r.Qualifier], nil
}

// URLs are the URLs of a function, its own first, then by alias.
func URLs(c *catalog.Catalog, r catalog.Ref) ([]record.URL, *catalog.Error) {
	f, err := findURLOwner(c, catalog.Ref{Account: r.Account, Region: r.Region, Name: r.Name}, URLChanges{}, "Function does not exist")
	if err != nil {
		return nil, err
	}
	var out []record.URL
	for _, q := range slices.Sorted(maps.Keys(f.URLs)) {
		out = append(out, *f.URLs[q])
	}
	return out, nil
}

// DeleteURL takes the URL of a function or alias away.
func DeleteURL(c *catalog.Catalog, r catalog.Ref) *catalog.Error {
	if _, err := URL(c, r); err != nil {
		return err
	}
	f, err := c.Function(catalog.Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return err
	}
	delete(f.URLs, r.Qualifier)
	c.TellURL(owner(f, r), nil)
	return nil
}

// owner names what a URL belongs to, in full.
func owner(f *record.Function, r catalog.Ref) catalog.Ref {
	return catalog.Ref{Account: f.Region.Account, Region: f.Region.Region, Name: f.Name, Qualifier: r.Qualifier}
}

// findURLOwner finds a function with the alias that a URL is for; versions and
// $LATEST have none.
func findURLOwner(c *catalog.Catalog, r catalog.Ref, ch URLChanges, lost string) (*record.Function, *catalog.Error) {
	if q := r.Qualifier; q != "" && (naming.Digits(q) || !naming.Valid(q)) {
		return nil, refuse.Mismatch(q, "qualifier", `((?!^\d+$)^[0-9a-zA-Z-_]+$)`)
	}
	if err := ch.check(); err != nil {
		return nil, err
	}
	f, err := c.Function(catalog.Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, refuse.NotFound(lost)
	}
	if q, ok := f.Qual(r.Qualifier); !ok || r.Qualifier != "" && q.Kind != core.Alias {
		return nil, refuse.NotFound(lost)
	}
	return f, nil
}
