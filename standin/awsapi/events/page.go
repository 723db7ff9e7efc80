package events

import "slices"

// page cuts a list to the page that a request asks for, and gives the token of
// the next one.
func page[T any](list []T, limit *int, token string, name func(T) string) (out []T, next string, err error) {
	most := 100
	if limit != nil {
		if most = *limit; most < 1 || most > 100 {
			return nil, "", invalid("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must be between 1 and 100")
		}
	}
	if token != "" {
		i := slices.IndexFunc(list, func(v T) bool { return name(v) > token })
		if i < 0 {
			return nil, "", nil
		}
		list = list[i:]
	}
	if len(list) > most {
		return list[:most], name(list[most-1]), nil
	}
	return list, "", nil
}
