package guard

// Restore is a call that puts one thing back.
type Restore struct {
	Thing  string // as who schedules it names things
	What   string // it is, in words
	Before string // what it will be again, in words
	Role   string // that makes the call
	At     string // when, in UTC as at(...) writes it
	Target string // the operation, as a universal target
	Input  string // of it, in JSON
}
