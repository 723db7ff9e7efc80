package profiles

// The kinds of changes by which faults break what an account has beside its
// functions: they need a network, and virtual time has none of them. What ends
// one tolerates that it never began.
const (
	PutExperiment ChangeKind = "PutExperiment" // Fault, Lease, Lasts, Role, Alarms: an experiment of AWS FIS
	EndExperiment ChangeKind = "EndExperiment" // Lease
	PutDenial     ChangeKind = "PutDenial"     // Queue, Lease, Lasts: its policy refuses messages, until then at most
	EndDenial     ChangeKind = "EndDenial"     // Queue, Lease
	PutSpoilt     ChangeKind = "PutSpoilt"     // Version, Alias, Nonce, Fault: a version of what the alias leads to, but for what the fault changes
	PutLatest     ChangeKind = "PutLatest"     // Nonce, Fault: $LATEST is what it is, but for what the fault changes
	EndLatest     ChangeKind = "EndLatest"     // Nonce, Fault: it is what it was
	PutMapping    ChangeKind = "PutMapping"    // Source, Count: an event source mapping is enabled (1) or not (0)
	PutCopy       ChangeKind = "PutCopy"       // Version, Alias, Nonce: the version is published again, and its copy takes its name
	DeleteCopy    ChangeKind = "DeleteCopy"    // Copy, Nonce
)
