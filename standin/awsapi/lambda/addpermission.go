package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/permit"
)

type addPermissionRequest struct {
	StatementId           string
	Action                string
	Principal             string
	SourceArn             string
	SourceAccount         string
	PrincipalOrgID        string
	EventSourceToken      string
	FunctionUrlAuthType   string
	InvokedViaFunctionUrl bool
	RevisionId            string
}

type addPermissionResponse struct{ Statement string }

// addPermission: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
func addPermission(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusCreated, func(c *catalog.Catalog, ref catalog.Ref, in *addPermissionRequest) (addPermissionResponse, *catalog.Error) {
		text, err := attached.AddPermission(c, ref, permit.Grant{Sid: in.StatementId, Action: in.Action, Principal: in.Principal,
			SourceARN: in.SourceArn, SourceAccount: in.SourceAccount, Organisation: in.PrincipalOrgID, Token: in.EventSourceToken,
			URLAuth: in.FunctionUrlAuthType, ViaURL: in.InvokedViaFunctionUrl, Revision: in.RevisionId})
		return addPermissionResponse{text}, err
	})
}
