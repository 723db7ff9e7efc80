package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// getFunctionConfiguration: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
func getFunctionConfiguration(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (functionConfiguration, *catalog.Error) {
		return shaped(c.Configuration(ref))
	})
}
