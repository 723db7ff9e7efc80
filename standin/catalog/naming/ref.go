// Package naming reads the names that callers of the Lambda API write: functions
// by name, partial or full ARN, qualifiers, and the ARNs of other services. It
// looks nothing up.
package naming

import (
	"strings"

	"squall/standin/catalog/refuse"
)

// Latest is the qualifier of what was not published.
const Latest = "$LATEST"

// Ref names a function, and a version or alias of it.
type Ref struct {
	Account   string // "" is the catalog's default
	Region    string // "" is the catalog's default
	Name      string
	Qualifier string // version number, alias, $LATEST or ""
}

// Patterns as AWS printed them on 2025-11-25: for functions that exist, for
// those to be made, and for qualifiers.
const (
	nameHead = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?` +
		`(\d{12}:)?(function:)?`
	namePattern      = nameHead + `([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`
	newNamePattern   = nameHead + `([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`
	qualifierPattern = `\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`
)

const breaksPattern = "Member must satisfy regular expression pattern: "

// Parse reads what a caller in an account and region wrote as the name of a
// function (a name, a partial or a full ARN, each with or without qualifier)
// and as qualifier. Names that are too long are those of no function.
func Parse(account, region, function, qualifier string) (Ref, *refuse.Error) {
	r := Ref{Account: account, Region: region}
	var broken []string
	switch {
	case len(qualifier) > 128:
		broken = append(broken, refuse.Broken(qualifier, "qualifier", "Member must have length less than or equal to 128"))
	case !validQualifier(qualifier):
		broken = append(broken, refuse.Broken(qualifier, "qualifier", breaksPattern+qualifierPattern))
	}
	bare, arnRegion, ok := splitName(function, &r)
	if !ok {
		broken = append(broken, refuse.Broken(function, "functionName", breaksPattern+namePattern))
	}
	if len(broken) > 0 {
		return r, refuse.Violations(broken...)
	}
	if err := r.settle(bare, arnRegion, region); err != nil {
		return r, err
	}
	if qualifier != "" && r.Qualifier != "" && qualifier != r.Qualifier {
		return r, refuse.Invalid("The derived qualifier from the function name does not match the specified qualifier.")
	}
	if r.Qualifier == "" {
		r.Qualifier = qualifier
	}
	return r, nil
}

// ParseNew reads the name of a function that is to be made.
func ParseNew(account, region, function string) (Ref, *refuse.Error) {
	r := Ref{Account: account, Region: region}
	var broken []string
	if len(function) > 140 {
		broken = append(broken, refuse.Broken(function, "functionName", "Member must have length less than or equal to 140"))
	}
	bare, arnRegion, ok := splitName(function, &r)
	if !ok || !Valid(bare) || r.Qualifier == Latest+".PUBLISHED" {
		broken = append(broken, refuse.Broken(function, "functionName", breaksPattern+newNamePattern))
	}
	switch {
	case len(broken) > 0:
		return r, refuse.Violations(broken...)
	case len(bare) > 64:
		// Recorded as this exception, although it is worded as a ValidationException.
		return r, refuse.Invalid("1 validation error detected: %s",
			refuse.Broken(bare, "functionName", "Member must have length less than or equal to 64"))
	}
	return r, r.settle(bare, arnRegion, region)
}

// settle takes the name, and the region of an ARN, which must be the caller's.
func (r *Ref) settle(bare, arnRegion, region string) *refuse.Error {
	if arnRegion != "" && region != "" && arnRegion != region {
		return refuse.NotFound("Functions from '" + arnRegion + "' are not reachable in this region ('" + region + "')")
	}
	r.Name = bare
	if arnRegion != "" {
		r.Region = arnRegion
	}
	return nil
}

func validQualifier(q string) bool {
	return q == Latest+".PUBLISHED" || !strings.ContainsFunc(q, func(c rune) bool { return c != '$' && !Rune(c) })
}

// splitName takes the optional parts of namePattern off, one by one.
func splitName(whole string, r *Ref) (bare, region string, ok bool) {
	rest := whole
	if after, found := strings.CutPrefix(rest, "arn:"); found {
		partition, tail, _ := strings.Cut(after, ":lambda:")
		if !strings.HasPrefix(partition, "aws") || tail == "" {
			return "", "", false
		}
		rest = tail
	}
	if head, tail, found := strings.Cut(rest, ":"); found && looksLikeRegion(head) {
		region, rest = head, tail
	}
	if head, tail, found := strings.Cut(rest, ":"); found && len(head) == 12 && Digits(head) {
		r.Account, rest = head, tail
	}
	rest = strings.TrimPrefix(rest, "function:")
	bare, r.Qualifier, ok = strings.Cut(rest, ":")
	if ok && r.Qualifier != Latest && r.Qualifier != Latest+".PUBLISHED" && !Valid(r.Qualifier) {
		return "", "", false
	}
	odd := func(c rune) bool { return c != '.' && !Rune(c) }
	return bare, region, bare != "" && !strings.ContainsFunc(bare, odd)
}

func looksLikeRegion(s string) bool {
	parts := strings.Split(strings.TrimPrefix(s, "eusc-"), "-")
	last := parts[len(parts)-1]
	return len(parts) >= 3 && len(parts[0]) == 2 && len(last) == 1 && Digits(last)
}

// Digits says whether a text is a number without sign.
func Digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// Valid says whether a text can be the name of a function or alias.
func Valid(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return !Rune(c) })
}

// Rune says whether a character can be part of a name.
func Rune(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}
