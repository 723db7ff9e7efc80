package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// updateURLConfig: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html
func updateURLConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *urlConfigRequest) (urlConfigResponse, *catalog.Error) {
		ch, err := in.changes()
		if err != nil {
			return urlConfigResponse{}, err
		}
		u, err := attached.UpdateURL(c, ref, ch)
		out := urlConfigOf(u)
		out.InvokeMode = in.InvokeMode
		return out, err
	})
}
