package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

type getFunctionResponse struct {
	Configuration shape.FunctionConfiguration
	Code          functionCodeLocation
	Tags          map[string]string    `json:",omitempty"`
	Concurrency   *concurrencyResponse `json:",omitempty"`
}

// functionCodeLocation has no Location where the code is not kept.
type functionCodeLocation struct {
	RepositoryType string
	Location       string `json:",omitempty"`
	ImageUri       string `json:",omitempty"`
}

// Shelf is a backend whose packages can be read.
type Shelf interface {
	// Location is the path at which the package of a hash is; "" when it is not
	// there.
	Location(hash string) string
}

// getFunction: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
func getFunction(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out getFunctionResponse, err *catalog.Error) {
		cfg, err := c.Configuration(ref)
		if err != nil {
			return out, err
		}
		out.Configuration = shape.Configuration(cfg)
		out.Code = functionCodeLocation{RepositoryType: "S3"}
		if shelf, ok := h.backend.(Shelf); ok {
			if path := shelf.Location(cfg.Code.Sha256); path != "" {
				out.Code.Location = scheme(r) + r.Host + path
			}
		}
		if cfg.Code.Image != "" {
			out.Code = functionCodeLocation{RepositoryType: "ECR", ImageUri: cfg.Code.Image}
		}
		whole := catalog.Ref{Account: ref.Account, Region: ref.Region, Name: ref.Name}
		if out.Tags, err = attached.Tags(c, whole); err != nil {
			return out, err
		}
		n, set, err := c.Reserved(whole)
		if set {
			out.Concurrency = &concurrencyResponse{ReservedConcurrentExecutions: &n}
		}
		return out, err
	})
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https://"
	}
	return "http://"
}
