package traffic

import "squall/profiles/feed"

// Request is one of the requests that an entry sends. Texts may have
// placeholders.
type Request struct {
	Name     string  // "" when the entry sends one only
	Weight   float64 // among the entry's requests
	Method   string
	Resource string            // what follows the address: a path that begins with /
	Query    map[string]string // of the address
	Headers  map[string]string
	Payload  Payload
	Checks   []Check
}

// Payload says what a hit carries. At most one of the two is set; neither
// means an empty JSON object, or nothing where the method has no body.
type Payload struct {
	Body     string // sent as it is
	Template string // with placeholders
}

// Check is a condition on the response that turns an ok hit into check_failed.
type Check struct {
	Status   int    // 0: not checked
	Contains string // "" : not checked
	JSON     string // JSON path of a value that the answer has; "": not checked
	Equals   *Equals
	MinSize  int // of the body in bytes
	MaxSize  int // 0: not checked
}

// Equals is what the value at a check's JSON path must be.
type Equals struct {
	Text string
	// Quoted says that it is a string whatever it looks like; else a number or
	// a string will do.
	Quoted bool
}

// Data is what the requests of an entry are filled in with.
type Data struct {
	Path  string
	Table *feed.Table
	Order feed.Order
	Ends  bool // after the last row the entry sends no more
}

// SigV4 says how the requests of an entry are signed.
type SigV4 struct {
	Service string // execute-api, lambda, ...
	Region  string // "": the account's
	Role    string // ARN of the role to assume; "": the caller's own credentials
}

// Mix lists the requests of an entry.
func (e *Entry) Mix() []Request {
	if len(e.Requests) > 0 {
		return e.Requests
	}
	return []Request{e.Request}
}

// Last is how many arrivals of a block there are rows of data for; a number
// that nobody reaches when there is no end to them.
func (e *Entry) Last(seed uint64, block, blocks int) uint64 {
	if e.Data == nil {
		return ^uint64(0)
	}
	d := e.Deal(seed, block, blocks)
	return d.Last()
}

// Deal says which rows the arrivals of a block are dealt.
func (e *Entry) Deal(seed uint64, block, blocks int) feed.Deal {
	return feed.Deal{Order: e.Data.Order, Rows: e.Data.Table.Rows(), Ends: e.Data.Ends, Seed: seed, Block: block, Blocks: blocks}
}
