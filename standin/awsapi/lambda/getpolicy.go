package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

type getPolicyResponse struct{ Policy, RevisionId string }

// getPolicy: https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
func getPolicy(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out getPolicyResponse, err *catalog.Error) {
		out.Policy, out.RevisionId, err = attached.Policy(c, ref)
		return out, err
	})
}
