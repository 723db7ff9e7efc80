package apierr

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/smithy-go"
)

func TestSaid(t *testing.T) {
	api := &smithy.GenericAPIError{Code: "InvalidParameterValueException", Message: "no such version."}
	op := &smithy.OperationError{ServiceID: "Lambda", OperationName: "UpdateAlias", Err: fmt.Errorf("https response error StatusCode: 400, RequestID: 1, %w", api)}
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("PutAlias shop:live: %w", op), "PutAlias shop:live: UpdateAlias: InvalidParameterValueException: no such version."},
		{errors.New("disk full"), "disk full"},
		{&smithy.OperationError{ServiceID: "Lambda", OperationName: "UpdateAlias", Err: errors.New("connection refused")}, "operation error Lambda: UpdateAlias, connection refused"},
	} {
		if got := Said(c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
