package refuse

import (
	"strings"

	"squall/standin/core"
	"squall/standin/identity/policy"
)

// Call is what the words of a refusal need to know of the call.
type Call struct {
	ARN, Name string // of the function
	Qualifier string
	Version   int32
	Count     int      // concurrency asked for
	What      string   // the parameter that asks for it
	Aliases   []string // pointing at the version
}

// By words a reason of the rule book. Recorded from AWS in November 2025
// except where a line says otherwise; `squall rules` has the documents.
func By(answer core.Effect, call Call) *Error {
	if e := byConcurrency(answer, call); e != nil {
		return e
	}
	if answer.Reason.Bars() {
		return CannotStart(answer.Reason)
	}
	switch answer.Reason {
	case core.NoSuchFunction, core.NoSuchVersion:
		return NotFound("Function not found: " + call.qualified())
	case core.NoSuchAlias:
		return NotFound("Cannot find alias arn: " + call.qualified())
	case core.FunctionExists:
		return Conflict("Function already exist: %s", call.Name)
	case core.ProvisionedExternal:
		return Unbuilt("provisioned concurrency of a function that runs as a process")
	case core.NotAuthorized:
		return Forbidden(policy.Caller{}, "lambda:InvokeFunction", call.qualified())
	case core.FunctionPending:
		return Conflict("The operation cannot be performed at this time. The function is currently in the following state: Pending")
	case core.NoCode:
		return Unbuilt("running " + call.qualified() + ", which has no model (environment variable SQUALL_MODEL),")
	case core.WeightedLatest:
		e := Invalid("$LATEST is not supported for an alias pointing to more than 1 version")
		e.Type = ""
		return e
	case core.SameVersionTwice:
		return Invalid("Invalid function version %d. Function version %d is already included in routing configuration.",
			call.Version, call.Version)
	case core.LatestNotDeletable:
		return Invalid("$LATEST version cannot be deleted without deleting the function.")
	case core.VersionInUse: // seen in clients that match on it, not recorded
		return Conflict("Unable to delete version because the following aliases reference it: [%s]",
			strings.Join(call.Aliases, ", "))
	}
	return &Error{Status: 500, Code: "ServiceException", Type: "Service",
		Message: "the rule book refused a control-plane call: " + answer.Reason.String(), CapitalMessage: true}
}

func (c Call) qualified() string {
	if c.Qualifier == "" {
		return c.ARN
	}
	return c.ARN + ":" + c.Qualifier
}

// byConcurrency words the refusals of reserved and provisioned
// concurrency; nil for any other.
func byConcurrency(answer core.Effect, call Call) *Error {
	switch answer.Reason {
	case core.UnreservedBelowMinimum:
		e := Invalid("Specified %s for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].",
			call.What, answer.N)
		e.Type = ""
		return e
	case core.ProvisionedAboveUnreserved:
		e := Invalid("Specified %s for function is greater than account's unreserved concurrency [%d].", call.What, answer.N)
		e.Type = ""
		return e
	case core.ProvisionedAboveReserved:
		return Invalid("Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
	case core.ReservedBelowProvisioned: // the spaces are AWS's
		return Invalid(" ReservedConcurrentExecutions  %d should not be lower than function's total provisioned concurrency [%d].",
			call.Count, answer.N)
	case core.ProvisionedOnLatest:
		return Invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
	case core.ProvisionedOnWeightedAlias: // reported by users in 2020 and 2026
		return Invalid("Alias with weights can not be used with Provisioned Concurrency")
	case core.VersionAlreadyProvisioned:
		return Conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
	case core.VersionBehindProvisionedAlias:
		return Conflict("Version is pointed by a Provisioned Concurrency alias")
	case core.NoProvisionedConfig:
		return NoProvisioned()
	}
	return nil
}

// NoProvisioned refuses a look at provisioned concurrency that nobody asked for.
func NoProvisioned() *Error {
	return &Error{Status: 404, Code: "ProvisionedConcurrencyConfigNotFoundException", Type: "User",
		Message: "No Provisioned Concurrency Config found for this function"}
}
