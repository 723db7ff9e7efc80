package fis

import (
	"strconv"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// page cuts a list to what the query asks for; a token is where the next one
// begins.
func page[T any](c *rest.Call, all []T) (part []T, next string, err *gateway.Error) {
	most, from := 100, 0
	if text := c.Query("maxResults"); text != "" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 1 || n > 100 {
			return nil, "", invalid("maxResults is from 1 to 100")
		}
		most = n
	}
	if text := c.Query("nextToken"); text != "" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 1 {
			return nil, "", invalid("the nextToken is invalid")
		}
		from = min(n, len(all))
	}
	if part = all[from:]; len(part) > most {
		return part[:most], strconv.Itoa(from + most), nil
	}
	return part, "", nil
}
