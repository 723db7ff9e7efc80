package logs

import (
	"strconv"
	"strings"
)

const (
	letters  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	maxName  = 512
	badToken = "The specified nextToken is invalid."
)

// checkGroup refuses what no group is called.
func checkGroup(name string) error {
	switch {
	case name == "":
		return violation("null", "logGroupName", "Member must not be null")
	case len(name) > maxName:
		return invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.")
	case strings.Trim(name, letters+"._-/#") != "":
		return violation(name, "logGroupName", `Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`)
	}
	return nil
}

// checkStream refuses what no stream is called.
func checkStream(name string) error {
	switch {
	case name == "":
		return violation("null", "logStreamName", "Member must not be null")
	case len(name) > maxName:
		return invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.")
	case strings.ContainsAny(name, ":*"):
		return violation(name, "logStreamName", "Member must satisfy regular expression pattern: [^:*]*")
	}
	return nil
}

// limit is how many entries an answer may have.
func limit(asked *int64, otherwise, most int) (int, error) {
	switch {
	case asked == nil:
		return otherwise, nil
	case *asked < 1:
		return 0, violation(*asked, "limit", "Member must have value greater than or equal to 1")
	case *asked > int64(most):
		return 0, violation(*asked, "limit", "Member must have value less than or equal to "+strconv.Itoa(most))
	}
	return int(*asked), nil
}

// page is the part of a list that begins at the place a token names, and the
// token of the next.
func page[T any](all []T, token string, n int) (part []T, next string, err error) {
	from := 0
	if token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 || from > len(all) {
			return nil, "", invalid(badToken)
		}
	}
	part = all[from:min(from+n, len(all))]
	if from+n < len(all) {
		next = strconv.Itoa(from + n)
	}
	return part, next, nil
}

// days are those that a retention policy may have.
var days = []int64{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
