package profiles

// The kinds of changes by which a thing is put back even if nobody who knows of
// the run is left: a schedule of EventBridge Scheduler.
const (
	PutRestore    ChangeKind = "PutRestore"    // Function, Lease, Restore: a thing is put back at a time
	DeleteRestore ChangeKind = "DeleteRestore" // Function, Lease, Restore
)

// Restore is a call that puts one thing back.
type Restore struct {
	Thing  string // as Change.Thing names it
	What   string // it is, in words
	Before string // what it will be again, in words
	Role   string // that makes the call
	At     string // when, in UTC as at(...) writes it
	Target string // the operation, as a universal target
	Input  string // of it, in JSON
}

// settings are the kinds of which each makes and the other removes one thing.
var settings = map[ChangeKind]ChangeKind{DeleteReserved: PutReserved, DeleteProvisioned: PutProvisioned, DeleteEventInvoke: PutEventInvoke, DeleteAlias: PutAlias}

// Thing names what a change sets, so that two changes of one thing are known.
func (c *Change) Thing() string {
	kind, queue := c.Kind, c.Queue
	if put := settings[kind]; put != "" {
		kind = put
	}
	if kind == PutDeadLetter {
		queue = "" // the setting, not the queue
	}
	return string(kind) + " " + c.Function + " " + c.Alias + " " + c.Qualifier + " " + c.Path + " " + queue + " " + c.Source + " " + c.Filter + " " + c.Lease
}
