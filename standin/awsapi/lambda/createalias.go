package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

// createAlias: https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
func createAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusCreated, func(c *catalog.Catalog, ref catalog.Ref, in *shape.AliasRequest) (shape.AliasConfiguration, *catalog.Error) {
		return shape.Alias(c.CreateAlias(ref, in.Name, in.Changes()))
	})
}
