package naming

import (
	"strings"
)

// ARN is an Amazon resource name, taken apart.
type ARN struct{ Service, Region, Account, Resource string }

// ParseARN takes an ARN apart; false for any other text.
func ParseARN(s string) (ARN, bool) {
	p := strings.SplitN(s, ":", 6)
	if len(p) != 6 || p[0] != "arn" || !strings.HasPrefix(p[1], "aws") || p[2] == "" {
		return ARN{}, false
	}
	odd := func(c rune) bool { return c == '_' || !Rune(c) }
	okRegion := p[3] == "" || looksLikeRegion(p[3])
	okAccount := p[4] == "" || len(p[4]) == 12 && Digits(p[4])
	return ARN{Service: p[2], Region: p[3], Account: p[4], Resource: p[5]},
		!strings.ContainsFunc(p[2], odd) && okRegion && okAccount
}
