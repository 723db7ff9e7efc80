package lambda

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// page sorts items by their keys and takes those after the request's Marker,
// at most MaxItems; next is the marker of the following page, or "".
func page[T any](r *http.Request, items []T, most int, key func(T) string) (part []T, next string, err *catalog.Error) {
	query := r.URL.Query()
	n := most
	if s := query.Get("MaxItems"); s != "" {
		v, bad := strconv.Atoi(s)
		if bad != nil || v < 1 {
			return nil, "", refuse.Violation(s, "maxItems", "Member must have value greater than or equal to 1")
		}
		n = min(v, most)
	}
	after, bad := base64.RawURLEncoding.DecodeString(query.Get("Marker"))
	if bad != nil {
		return nil, "", refuse.Invalid("Invalid marker %s: use the NextMarker of the page before.", query.Get("Marker"))
	}
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	part = make([]T, 0, min(n, len(items)))
	for _, it := range items {
		switch {
		case key(it) <= string(after):
		case len(part) < n:
			part = append(part, it)
		default:
			return part, base64.RawURLEncoding.EncodeToString([]byte(key(part[n-1]))), nil
		}
	}
	return part, "", nil
}

// qualifierKey sorts $LATEST first, then versions by number, then aliases.
func qualifierKey(q string) string {
	switch {
	case q == naming.Latest:
		return "0"
	case naming.Digits(q):
		return fmt.Sprintf("1%010s", q)
	}
	return "2" + q
}

// lastPart is the qualifier of a qualified ARN.
func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }
