package profiles

// The kinds of changes by which a thing is put back even if nobody who knows of
// the run is left: a schedule of EventBridge Scheduler.
const (
	PutRestore    ChangeKind = "PutRestore"    // Function, Lease, Restore: a thing is put back at a time
	DeleteRestore ChangeKind = "DeleteRestore" // Function, Lease, Restore
)
