package lambda

import (
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
)

type urlConfigRequest struct {
	AuthType   string
	InvokeMode string
	Cors       *struct {
		AllowCredentials                                        bool
		AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders []string
		MaxAge                                                  int
	}
}

func (in *urlConfigRequest) changes() (attached.URLChanges, *catalog.Error) {
	if c := in.Cors; c != nil && (c.AllowCredentials || c.MaxAge != 0 || len(c.AllowHeaders)+len(c.AllowMethods)+len(c.AllowOrigins)+len(c.ExposeHeaders) > 0) {
		return attached.URLChanges{}, refuse.Unbuilt("Cors of a function URL")
	}
	return attached.URLChanges{Auth: in.AuthType, Mode: in.InvokeMode}, nil
}

// urlConfigResponse leaves InvokeMode out where a change did not name it, and
// LastModifiedTime where it is new (recorded 2025-11-25).
type urlConfigResponse struct {
	FunctionUrl      string
	FunctionArn      string
	AuthType         string
	CreationTime     string
	LastModifiedTime string `json:",omitempty"`
	InvokeMode       string `json:",omitempty"`
}

func urlConfigOf(u record.URL) urlConfigResponse {
	return urlConfigResponse{FunctionUrl: u.Address, FunctionArn: u.FunctionARN, AuthType: u.Auth,
		CreationTime: shape.Micros(u.Created), LastModifiedTime: shape.Micros(u.Modified), InvokeMode: u.Mode}
}
