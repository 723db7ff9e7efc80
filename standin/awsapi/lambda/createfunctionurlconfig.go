package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// createURLConfig: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
func createURLConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusCreated, func(c *catalog.Catalog, ref catalog.Ref, in *urlConfigRequest) (urlConfigResponse, *catalog.Error) {
		ch, err := in.changes()
		if err != nil {
			return urlConfigResponse{}, err
		}
		u, err := attached.CreateURL(c, ref, ch)
		out := urlConfigOf(u)
		out.LastModifiedTime, out.InvokeMode = "", in.InvokeMode
		return out, err
	})
}
