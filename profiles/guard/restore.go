package guard

// Restore is a call that puts one thing back, or several of one function.
type Restore struct {
	Part
	With   []Part `json:",omitempty"` // other things that the same call puts back
	Role   string // that makes the call
	At     string // when, in UTC as at(...) writes it
	Target string // the operation, as a universal target
	Input  string // of it, in JSON
	// Live are members of the input that are read when the call is scheduled, so
	// that no plan and no journal holds what is in a function's variables.
	Live []string `json:",omitempty"`
	// Learnt is the member that only the change itself tells, and Of the name by
	// which that change is known.
	Learnt, Of string `json:",omitempty"`
}

// Part is a thing that is put back.
type Part struct {
	Thing  string // as who schedules it names things
	What   string // it is, in words
	Before string // what it will be again, in words
}

// Parts are all things that the call puts back.
func (r *Restore) Parts() []Part { return append([]Part{r.Part}, r.With...) }

// Puts is how a thing was that the call puts back; false when it does not.
func (r *Restore) Puts(thing string) (Part, bool) {
	for _, p := range r.Parts() {
		if p.Thing == thing {
			return p, true
		}
	}
	return Part{}, false
}
