package layer

import (
	"regexp"
	"strconv"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
)

// Pattern is the form of a version's ARN, as AWS prints it.
const Pattern = `(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|` +
	`(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)`

var form = regexp.MustCompile(`^(?:` + Pattern + `)$`)

const most = 5 // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

// Attach finds the layers that a function of a place is given, in order.
func (s *Store) Attach(p Place, arns []string) ([]setting.Layer, *refuse.Error) {
	for _, arn := range arns {
		if !form.MatchString(arn) {
			return nil, refuse.Violation(list(arns), "layers", "Member must satisfy constraint: [Member must have length less than or equal to 2048, "+
				"Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: "+Pattern+", Member must not be null]")
		}
	}
	if len(arns) > most {
		return nil, refuse.Invalid("Cannot reference more than %d layers.", most)
	}
	out := []setting.Layer{}
	seen := map[string]string{}
	for _, arn := range arns {
		a, _ := naming.ParseARN(arn)
		layer := arn[:strings.LastIndexByte(arn, ':')]
		switch {
		case a.Region != p.Region:
			return nil, refuse.Invalid("Layers are not in the same region as the function. Layers are expected to be in region %s.", p.Region)
		case a.Account != p.Account:
			return nil, refuse.Unbuilt("a layer of another account (" + arn + ")")
		case seen[layer] != "":
			return nil, refuse.Invalid("Two different versions of the same layer are not allowed to be referenced in the same function. "+
				"%s and %s are versions of the same layer.", seen[layer], arn)
		}
		seen[layer] = arn
		v, ok := s.ByARN(arn)
		if !ok {
			return nil, refuse.Invalid("Layer version %s does not exist.", arn)
		}
		out = append(out, setting.Layer{ARN: arn, Size: v.Code.Size})
	}
	return out, nil
}

// ByARN is a version by its ARN.
func (s *Store) ByARN(arn string) (Version, bool) {
	a, _ := naming.ParseARN(arn)
	name, number, _ := strings.Cut(strings.TrimPrefix(a.Resource, "layer:"), ":")
	n, err := strconv.Atoi(number)
	if err != nil {
		return Version{}, false
	}
	v, refused := s.Version(Place{a.Account, a.Region}, name, n)
	return v, refused == nil
}

// CheckARN refuses what cannot be the ARN of a version.
func CheckARN(arn string) *refuse.Error {
	if arn == "" {
		return refuse.Missing("arn")
	}
	if !form.MatchString(arn) {
		return refuse.Mismatch(arn, "arn", Pattern)
	}
	return nil
}
