package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

type updateFunctionConfigurationRequest struct {
	settings
	RevisionId string
}

// updateFunctionConfiguration: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
func updateFunctionConfiguration(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *updateFunctionConfigurationRequest) (functionConfiguration, *catalog.Error) {
		ch, err := in.changes()
		if err != nil {
			return functionConfiguration{}, err
		}
		return shaped(c.UpdateConfiguration(ref, ch, in.RevisionId))
	})
}
