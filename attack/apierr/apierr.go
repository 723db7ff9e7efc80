// Package apierr tells what AWS calls an error.
//
// It knows no service and no code.
package apierr

import (
	"errors"

	"github.com/aws/smithy-go"
)

// Code is the API's word for an error, or "" when no API gave it.
func Code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
