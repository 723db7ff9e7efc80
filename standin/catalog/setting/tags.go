package setting

import (
	"squall/standin/catalog/refuse"
)

// tagLimit: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html
const tagLimit = 50

// CheckTags refuses more tags than a function may have.
func CheckTags(tags map[string]string) *refuse.Error {
	if len(tags) > tagLimit {
		return refuse.Invalid("Number of tags exceeds resource tag limit.")
	}
	return nil
}
