package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// getURLConfig: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html
func getURLConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (urlConfigResponse, *catalog.Error) {
		u, err := attached.URL(c, ref)
		return urlConfigOf(u), err
	})
}
