package lambda

import (
	"net/http"
	"strconv"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/layer"
	"squall/standin/catalog/refuse"
)

// layerVersionsListItem is the shape of that name; the members of single
// versions are beside it.
type layerVersionsListItem struct {
	LayerVersionArn         string
	Version                 int
	Description             string
	CreatedDate             string
	CompatibleRuntimes      []string
	CompatibleArchitectures []string
	LicenseInfo             string `json:",omitempty"`
}

type layerVersionResponse struct {
	LayerArn string
	Content  layerContent
	layerVersionsListItem
}

// layerContent has no Location: the code is not kept.
type layerContent struct {
	CodeSha256 string
	CodeSize   int64
}

func layerItem(v layer.Version) layerVersionsListItem {
	return layerVersionsListItem{LayerVersionArn: v.ARN, Version: v.Number, Description: v.Description, CreatedDate: shape.Millis(v.Created),
		CompatibleRuntimes: append([]string{}, v.Runtimes...), CompatibleArchitectures: append([]string{}, v.Architectures...), LicenseInfo: v.License}
}

func layerVersion(v layer.Version) layerVersionResponse {
	return layerVersionResponse{v.LayerARN, layerContent{v.Code.Sha256, v.Code.Size}, layerItem(v)}
}

// layered has the backend carry out f on the layers of the caller's account.
func layered[T any](h *handler, w http.ResponseWriter, r *http.Request, status int,
	f func(s *layer.Store, p layer.Place, c *catalog.Catalog) (T, *catalog.Error)) {
	scope := awsapi.ScopeOf(r)
	carry(h, w, r, status, catalog.Ref{Account: scope.Account, Region: scope.Region}, nil, func(c *catalog.Catalog, ref catalog.Ref) (T, *catalog.Error) {
		k := c.Key(ref.Account, ref.Region)
		return f(c.Layers(), layer.Place{Account: k.Account, Region: k.Region}, c)
	})
}

// versionNumber is the number in a path.
func versionNumber(r *http.Request) int {
	n, err := strconv.Atoi(r.PathValue("VersionNumber"))
	if err != nil {
		return 0 // which none has
	}
	return n
}

// compatible filters by the query's runtime and architecture.
func compatible(r *http.Request, all []layer.Version) ([]layer.Version, *catalog.Error) {
	arch, runtime := r.URL.Query().Get("CompatibleArchitecture"), r.URL.Query().Get("CompatibleRuntime")
	if arch != "" && arch != "x86_64" && arch != "arm64" {
		return nil, refuse.NoMember(arch, "compatibleArchitecture", "x86_64, arm64")
	}
	var out []layer.Version
	for _, v := range all {
		if has(v.Architectures, arch) && has(v.Runtimes, runtime) {
			out = append(out, v)
		}
	}
	return out, nil
}
