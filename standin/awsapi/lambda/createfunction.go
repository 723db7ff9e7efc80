package lambda

import (
	"net/http"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
)

type createFunctionRequest struct {
	shape.Settings
	FunctionName  string
	Architectures []string
	Code          *functionCode
	PackageType   string
	Publish       bool
	Tags          map[string]string

	CodeSigningConfigArn string
	PublishTo            string
}

// createFunction: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
func createFunction(h *handler, w http.ResponseWriter, r *http.Request) {
	var in createFunctionRequest
	refused := h.readJSON(r, &in)
	if refused == nil {
		refused = in.required()
	}
	var ref catalog.Ref
	if refused == nil {
		scope := awsapi.ScopeOf(r)
		ref, refused = naming.ParseNew(scope.Account, scope.Region, in.FunctionName)
	}
	var ch setting.Changes
	var made catalog.Creation
	if refused == nil {
		ch, refused = in.Changes()
	}
	if refused == nil {
		refused = in.Code.fetch(h.backend)
	}
	if refused == nil {
		made, refused = in.creation()
	}
	if refused == nil {
		refused = in.Code.keep(h.backend)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	var out catalog.Configuration
	err := h.backend.Control(r.Context(), func(c *catalog.Catalog) {
		if refused = complete(c, ref, &in.Settings, &ch); refused == nil {
			out, refused = c.CreateFunction(ref, ch, made)
		}
	})
	switch {
	case err != nil:
		writeError(w, broken(err))
	case refused != nil:
		writeError(w, refused)
	default:
		writeJSON(w, http.StatusCreated, shape.Configuration(out))
	}
}

// required refuses a request without what the service model requires.
func (in *createFunctionRequest) required() *catalog.Error {
	switch {
	case in.FunctionName == "":
		return refuse.Missing("functionName")
	case in.Role == nil:
		return refuse.Missing("role")
	case in.Code == nil:
		return refuse.Missing("code")
	case in.PackageType != "" && in.PackageType != "Zip" && in.PackageType != "Image":
		return refuse.NoMember(in.PackageType, "packageType", "Zip, Image")
	}
	return nil
}

func (in *createFunctionRequest) creation() (catalog.Creation, *catalog.Error) {
	out := catalog.Creation{Publish: in.Publish, Tags: in.Tags}
	switch {
	case in.CodeSigningConfigArn != "":
		return out, refuse.Unbuilt("code signing")
	case in.PublishTo != "":
		return out, refuse.Unbuilt("PublishTo")
	case in.PackageType == "Image" && in.Code.ImageUri == "", in.PackageType != "Image" && in.Code.ImageUri != "":
		return out, refuse.Invalid("PackageType %q does not go with the code that was given.", in.PackageType)
	}
	var err *catalog.Error
	if out.Architecture, err = architecture(in.Architectures); err != nil {
		return out, err
	}
	out.Code, err = in.Code.code()
	return out, err
}
