package profiles

// Goal is what squall find looks for: the highest rate at which all conditions
// hold.
type Goal struct {
	Text     string
	Entry    string // whose rate; "": the load of all entries, in the proportion they have
	Where    []Expectation
	From, To float64 // rates per second; 0: not said
}
