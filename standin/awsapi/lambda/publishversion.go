package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
)

type publishVersionRequest struct {
	CodeSha256  string
	Description *string
	RevisionId  string
	PublishTo   string
}

// publishVersion: https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
func publishVersion(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusCreated, func(c *catalog.Catalog, ref catalog.Ref, in *publishVersionRequest) (shape.FunctionConfiguration, *catalog.Error) {
		if in.PublishTo != "" {
			return shape.FunctionConfiguration{}, refuse.Unbuilt("PublishTo")
		}
		return shape.Shaped(c.PublishVersion(ref, catalog.Publication{Sha256: in.CodeSha256, Description: in.Description, Revision: in.RevisionId}))
	})
}
