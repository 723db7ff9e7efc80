package core

// Reason is why the rule book refused something. The words of the throttling
// ones are AWS's, as the Reason member of TooManyRequestsException.
type Reason uint8

// Reasons. The first block throttles invokes, the second refuses control
// plane calls.
const (
	NoReason Reason = iota
	ConcurrentInvocationLimitExceeded
	FunctionInvocationRateLimitExceeded
	ReservedFunctionConcurrentInvocationLimitExceeded
	ReservedFunctionInvocationRateLimitExceeded
	CallerRateLimitExceeded

	NoSuchFunction
	NoSuchVersion
	NoSuchAlias
	NoCode                        // the version has nothing that can be run
	FunctionExists                //
	UnreservedBelowMinimum        // Answer.N: the minimum that must stay unreserved
	ProvisionedAboveUnreserved    // Answer.N: what is left to provision
	ProvisionedAboveReserved      //
	ReservedBelowProvisioned      // Answer.N: the function's total provisioned concurrency
	ProvisionedOnLatest           //
	ProvisionedOnWeightedAlias    //
	VersionAlreadyProvisioned     // alias on a version that has its own configuration
	VersionBehindProvisionedAlias // version behind an alias that has one
	NoProvisionedConfig           //
	WeightedLatest                // a weighted alias may not involve $LATEST
	SameVersionTwice              //
	LatestNotDeletable            //
	ProvisionedExternal           // its environments are processes
	VersionInUse                  // Answer.N: an alias that sends requests to it

	// Why an invoke never reaches the rule book.
	NotAuthorized   // no policy allows it
	FunctionPending // the function is still being created

	// Why no environment of a version can start, by the names of AWS's
	// exceptions.
	KMSAccessDeniedException
	KMSDisabledException
	KMSInvalidStateException
	KMSNotFoundException
	Reasons // number of reasons
)

var reasonNames = [Reasons]string{
	"", "ConcurrentInvocationLimitExceeded", "FunctionInvocationRateLimitExceeded",
	"ReservedFunctionConcurrentInvocationLimitExceeded", "ReservedFunctionInvocationRateLimitExceeded",
	"CallerRateLimitExceeded",
	"NoSuchFunction", "NoSuchVersion", "NoSuchAlias", "NoCode", "FunctionExists", "UnreservedBelowMinimum",
	"ProvisionedAboveUnreserved", "ProvisionedAboveReserved", "ReservedBelowProvisioned", "ProvisionedOnLatest",
	"ProvisionedOnWeightedAlias", "VersionAlreadyProvisioned", "VersionBehindProvisionedAlias", "NoProvisionedConfig",
	"WeightedLatest", "SameVersionTwice", "LatestNotDeletable", "ProvisionedExternal", "VersionInUse",
	"NotAuthorized", "FunctionPending",
	"KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException", "KMSNotFoundException",
}

func (r Reason) String() string {
	if r < Reasons {
		return reasonNames[r]
	}
	return "Reason?"
}

// Bars says whether the reason keeps a version's environments from starting.
func (r Reason) Bars() bool { return r >= KMSAccessDeniedException && r < Reasons }

// Throttles says whether the reason is answered with 429 by the Invoke API.
func (r Reason) Throttles() bool { return r > NoReason && r < NoSuchFunction }
