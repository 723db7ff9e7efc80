package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
	"squall/standin/invoke"
)

// face is what a client of Invoke sees of a reason.
type face struct {
	status int
	code   string
	source string // document, and how sure we are
}

const (
	docInvoke = "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"
	recorded  = docInvoke + " (recorded 2025)"
	guessed   = docInvoke + " (guess: the reason's name is documented, when it is sent is not)"
	ours      = "the stand-in's own"
)

// faces has every reason of the rule book. Control-plane reasons cannot end an
// invoke; if one does, it is our fault and says so.
var faces = [core.Reasons]face{
	core.NoReason:                                          {http.StatusInternalServerError, "ServiceException", ours},
	core.ConcurrentInvocationLimitExceeded:                 {http.StatusTooManyRequests, "TooManyRequestsException", docInvoke},
	core.FunctionInvocationRateLimitExceeded:               {http.StatusTooManyRequests, "TooManyRequestsException", guessed},
	core.ReservedFunctionConcurrentInvocationLimitExceeded: {http.StatusTooManyRequests, "TooManyRequestsException", recorded},
	core.ReservedFunctionInvocationRateLimitExceeded:       {http.StatusTooManyRequests, "TooManyRequestsException", guessed},
	core.CallerRateLimitExceeded:                           {http.StatusTooManyRequests, "TooManyRequestsException", guessed},

	core.NoSuchFunction: {http.StatusNotFound, "ResourceNotFoundException", recorded},
	core.NoSuchVersion:  {http.StatusNotFound, "ResourceNotFoundException", recorded},
	core.NoSuchAlias:    {http.StatusNotFound, "ResourceNotFoundException", recorded},
	core.NoCode:         {http.StatusNotImplemented, "NotImplementedException", ours},

	core.FunctionExists:                {http.StatusInternalServerError, "ServiceException", ours},
	core.UnreservedBelowMinimum:        {http.StatusInternalServerError, "ServiceException", ours},
	core.ProvisionedAboveUnreserved:    {http.StatusInternalServerError, "ServiceException", ours},
	core.ProvisionedAboveReserved:      {http.StatusInternalServerError, "ServiceException", ours},
	core.ReservedBelowProvisioned:      {http.StatusInternalServerError, "ServiceException", ours},
	core.ProvisionedOnLatest:           {http.StatusInternalServerError, "ServiceException", ours},
	core.ProvisionedOnWeightedAlias:    {http.StatusInternalServerError, "ServiceException", ours},
	core.VersionAlreadyProvisioned:     {http.StatusInternalServerError, "ServiceException", ours},
	core.VersionBehindProvisionedAlias: {http.StatusInternalServerError, "ServiceException", ours},
	core.NoProvisionedConfig:           {http.StatusInternalServerError, "ServiceException", ours},
	core.WeightedLatest:                {http.StatusInternalServerError, "ServiceException", ours},
	core.SameVersionTwice:              {http.StatusInternalServerError, "ServiceException", ours},
	core.LatestNotDeletable:            {http.StatusInternalServerError, "ServiceException", ours},
	core.ProvisionedExternal:           {http.StatusInternalServerError, "ServiceException", ours},
	core.VersionInUse:                  {http.StatusInternalServerError, "ServiceException", ours},

	core.NotAuthorized:   {http.StatusForbidden, "AccessDeniedException", docInvoke},
	core.FunctionPending: {http.StatusConflict, "ResourceConflictException", docInvoke},

	core.KMSAccessDeniedException: {http.StatusBadGateway, "KMSAccessDeniedException", docInvoke},
	core.KMSDisabledException:     {http.StatusBadGateway, "KMSDisabledException", docInvoke},
	core.KMSInvalidStateException: {http.StatusBadGateway, "KMSInvalidStateException", docInvoke},
	core.KMSNotFoundException:     {http.StatusBadGateway, "KMSNotFoundException", docInvoke},
}

// writeRefused writes an invoke that reached no function.
func writeRefused(w http.ResponseWriter, req *invoke.Request, resp *invoke.Response) {
	if resp.Outcome == core.Intercepted {
		writeIntercepted(w, resp.Status)
		return
	}
	reason := resp.Reason
	if reason >= core.Reasons {
		reason = core.NoReason
	}
	if resp.Outcome == core.NotFound && reason == core.NoReason {
		reason = core.NoSuchFunction
	}
	f := faces[reason]
	switch {
	case reason.Throttles():
		w.Header()[headerErrorType] = []string{f.code}
		writeBody(w, f.status, throttles[reason])
	case f.status == http.StatusNotFound:
		writeError(w, refuse.NotFound("Function not found: "+askedFor(req, resp)))
	case reason == core.NotAuthorized:
		writeError(w, refuse.Forbidden(req.From.Caller, "lambda:InvokeFunction", resp.FunctionARN))
	case reason == core.FunctionPending:
		writeError(w, refuse.By(core.Effect{Reason: reason}, refuse.Call{}))
	case reason == core.NoCode:
		writeError(w, refuse.Unbuilt("running "+askedFor(req, resp)+", which has no model (environment variable SQUALL_MODEL),"))
	case reason.Bars():
		writeError(w, refuse.CannotStart(reason))
	default:
		message := "the stand-in stopped before the invoke ended"
		if reason != core.NoReason {
			message = "the rule book ended an invoke with a reason of the control plane: " + reason.String()
		}
		writeError(w, &catalog.Error{Status: f.status, Code: f.code, Type: "Service", Message: message, CapitalMessage: true})
	}
}

// askedFor is the ARN of what was asked for, with $LATEST when nothing else
// was (recorded 2025; in 2023 AWS left it out).
func askedFor(req *invoke.Request, resp *invoke.Response) string {
	arn := resp.FunctionARN
	if arn == "" {
		arn = "arn:aws:lambda:" + req.Region + ":" + req.Account + ":function:" + req.Function
		if req.Qualifier != "" {
			arn += ":" + req.Qualifier
		}
	}
	if req.Qualifier == "" {
		arn += ":" + naming.Latest
	}
	return arn
}
