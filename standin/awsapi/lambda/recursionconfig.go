package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/refuse"
)

type recursionConfig struct{ RecursiveLoop string }

func recursionOf(allowed bool, err *catalog.Error) (recursionConfig, *catalog.Error) {
	if allowed {
		return recursionConfig{"Allow"}, err
	}
	return recursionConfig{"Terminate"}, err
}

// getRecursionConfig: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html
func getRecursionConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (recursionConfig, *catalog.Error) {
		return recursionOf(attached.MayLoop(c, ref))
	})
}

// putRecursionConfig: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html
func putRecursionConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *recursionConfig) (recursionConfig, *catalog.Error) {
		switch in.RecursiveLoop {
		case "":
			return recursionConfig{}, refuse.Missing("recursiveLoop")
		case "Allow", "Terminate":
			return recursionOf(attached.AllowLoops(c, ref, in.RecursiveLoop == "Allow"))
		}
		return recursionConfig{}, refuse.NoMember(in.RecursiveLoop, "recursiveLoop", "Allow, Terminate")
	})
}
