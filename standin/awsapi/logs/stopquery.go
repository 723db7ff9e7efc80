package logs

import (
	"context"

	"squall/standin/awsapi/wire"
)

func (h *handler) stopQuery(_ context.Context, c wire.Call, in *queryInput) (any, error) {
	if _, err := h.query(c, in.QueryID); err != nil {
		return nil, err
	}
	return nil, invalid("Query with ID '" + in.QueryID + "' is not in a stoppable state: it has ended.")
}
