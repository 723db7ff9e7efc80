// Package price is the list of what Lambda charges, in US dollars: each price
// with its source, how well it is known, and the date of the list. A profile
// may set its own under prices.
//
// It adds nothing up.
package price

// Dated is the date of the list.
const Dated = "2026-10-05"

// How well a price is known.
const (
	Listed      = "listed"      // in an extract of AWS's price list of that date
	Unconfirmed = "unconfirmed" // in extracts of the list, of which none could be checked
	Guess       = "guess"       // no source: what is taken in its place
)

// Pair is a price for each architecture.
type Pair struct{ X86, ARM float64 }

// List are the prices that a run is charged by, for us-east-1 unless a profile
// has its own.
type List struct {
	Dated          string
	Requests       float64 // of a million
	Run            Pair    // of a GB-second on demand
	Provisioned    Pair    // of a GB-second that provisioned concurrency is configured
	ProvisionedRun Pair    // of a GB-second that runs on it
	Own            bool    // a profile set some of them
}

// Price is one row of the list.
type Price struct {
	Key    string // under prices in a profile
	USD    float64
	Per    string
	Status string
	Source string
	field  func(*List) *float64
}

const (
	page     = "aws.amazon.com/lambda/pricing"
	second   = "GB-second"
	extracts = "extracts of AWS's price list"
	asX86    = "no source, taken as x86_64, which is not too little"
)

var table = []Price{
	{"requests", 0.20, "million requests", Listed, page, func(l *List) *float64 { return &l.Requests }},
	{"run_x86_64", 0.0000166667, second, Listed, page + " (first tier)", func(l *List) *float64 { return &l.Run.X86 }},
	{"run_arm64", 0.0000133334, second, Listed, page + " (first tier)", func(l *List) *float64 { return &l.Run.ARM }},
	{"provisioned_x86_64", 0.0000041667, second, Unconfirmed, extracts, func(l *List) *float64 { return &l.Provisioned.X86 }},
	{"provisioned_arm64", 0.0000041667, second, Guess, asX86, func(l *List) *float64 { return &l.Provisioned.ARM }},
	{"provisioned_run_x86_64", 0.0000097222, second, Unconfirmed, extracts, func(l *List) *float64 { return &l.ProvisionedRun.X86 }},
	{"provisioned_run_arm64", 0.0000097222, second, Guess, asX86, func(l *List) *float64 { return &l.ProvisionedRun.ARM }},
}

// Table lists the prices in the order in which they are explained.
func Table() []Price { return append([]Price(nil), table...) }

// Default is the list at hand.
func Default() List {
	l := List{Dated: Dated}
	for _, p := range table {
		*p.field(&l) = p.USD
	}
	return l
}

// Set puts a profile's own price in place of the list's.
func (l *List) Set(key string, usd float64) {
	for _, p := range table {
		if p.Key == key {
			*p.field(l), l.Own = usd, true
		}
	}
}
