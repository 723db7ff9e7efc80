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

const namePattern = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?` +
	`(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`

const qualifierPattern = `(|[a-zA-Z0-9$_-]+)`

// Parse reads what a caller in an account and region wrote as function
// name (a name, a partial or a full ARN, each with or without qualifier) and
// as qualifier.
func Parse(account, region, function, qualifier string) (Ref, *refuse.Error) {
	r := Ref{Account: account, Region: region}
	bare, arnRegion, ok := splitName(function, &r)
	switch {
	case len(function) > 140:
		return r, refuse.TooLong(function, "functionName", 140)
	case !ok:
		return r, refuse.Mismatch(function, "functionName", namePattern)
	case len(bare) > 64:
		// Recorded as this exception, although it is worded as a ValidationException.
		return r, refuse.Invalid("1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: "+
			"Member must have length less than or equal to 64", bare)
	case arnRegion != "" && region != "" && arnRegion != region:
		return r, refuse.NotFound("Functions from '" + arnRegion + "' are not reachable in this region ('" + region + "')")
	case len(qualifier) > 128:
		return r, refuse.TooLong(qualifier, "qualifier", 128)
	case strings.ContainsFunc(qualifier, func(c rune) bool { return c != '$' && !Rune(c) }):
		return r, refuse.Mismatch(qualifier, "qualifier", qualifierPattern)
	case qualifier != "" && r.Qualifier != "" && qualifier != r.Qualifier:
		return r, refuse.Invalid("The derived qualifier from the function name does not match the specified qualifier.")
	}
	r.Name = bare
	if arnRegion != "" {
		r.Region = arnRegion
	}
	if r.Qualifier == "" {
		r.Qualifier = qualifier
	}
	return r, nil
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
	if ok && r.Qualifier != Latest && !Valid(r.Qualifier) {
		return "", "", false
	}
	return bare, region, Valid(bare)
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
