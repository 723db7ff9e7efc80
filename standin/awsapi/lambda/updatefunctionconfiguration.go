package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

type updateFunctionConfigurationRequest struct {
	shape.Settings
	RevisionId string
}

// updateFunctionConfiguration: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
func updateFunctionConfiguration(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *updateFunctionConfigurationRequest) (shape.FunctionConfiguration, *catalog.Error) {
		ch, err := in.Changes()
		if err != nil {
			return shape.FunctionConfiguration{}, err
		}
		if err := complete(c, ref, &in.Settings, &ch); err != nil {
			return shape.FunctionConfiguration{}, err
		}
		return shape.Shaped(c.UpdateConfiguration(ref, ch, in.RevisionId))
	})
}
