package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
)

type updateFunctionCodeRequest struct {
	functionCode
	Architectures []string
	Publish       bool
	DryRun        bool
	RevisionId    string
	PublishTo     string
}

// updateFunctionCode: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
func updateFunctionCode(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *updateFunctionCodeRequest) (shape.FunctionConfiguration, *catalog.Error) {
		if in.PublishTo != "" {
			return shape.FunctionConfiguration{}, refuse.Unbuilt("PublishTo")
		}
		arch, err := architecture(in.Architectures)
		if err != nil {
			return shape.FunctionConfiguration{}, err
		}
		code, err := in.code()
		if err != nil {
			return shape.FunctionConfiguration{}, err
		}
		return shape.Shaped(c.UpdateCode(ref, catalog.CodeUpdate{Code: code, Architecture: arch,
			Publish: in.Publish, DryRun: in.DryRun, Revision: in.RevisionId}))
	})
}
