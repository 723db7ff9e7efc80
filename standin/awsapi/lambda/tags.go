package lambda

import (
	"net/http"
	"regexp"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// taggable is the pattern of resources that have tags, as AWS prints it.
const taggable = `arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:` +
	`(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|` +
	`event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)`

var isTaggable = regexp.MustCompile(`^(?:` + taggable + `)$`)

// tagged has the backend carry out f on the function whose ARN is in the path.
func tagged[T any](h *handler, w http.ResponseWriter, r *http.Request, status int, f func(c *catalog.Catalog, ref catalog.Ref) (T, *catalog.Error)) {
	arn := r.PathValue("Resource")
	a, _ := naming.ParseARN(arn)
	var ref catalog.Ref
	var refused *catalog.Error
	switch {
	case !isTaggable.MatchString(arn):
		refused = refuse.Mismatch(arn, "resource", taggable)
	case !strings.HasPrefix(a.Resource, "function:"):
		refused = refuse.Unbuilt("tagging " + arn)
	default:
		scope := awsapi.ScopeOf(r)
		ref, refused = naming.Parse(scope.Account, scope.Region, arn, "")
	}
	carry(h, w, r, status, ref, refused, f)
}
