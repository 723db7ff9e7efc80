// Package conform sets what was seen of Lambda beside what the rule book says:
// conform.json, and the judgements that it is made of.
//
// It measures nothing, and knows no rule by name.
package conform

import (
	_ "embed" // the schema
	"encoding/json"
	"io"
	"slices"
)

// Schema is the name and version of conform.json.
const Schema = "squall.conform/v1"

//go:embed conform.schema.json
var schema []byte

// JSONSchema is the JSON schema of conform.json.
func JSONSchema() []byte { return slices.Clone(schema) }

// Reading is how a rule and what was seen go together.
type Reading string

// The readings.
const (
	Agrees   Reading = "agrees"
	Differs  Reading = "differs"
	Unsure   Reading = "unsure" // too little was seen to say
	Unlooked Reading = "not measured"
)

// Report is conform.json.
type Report struct {
	Schema    string   `json:"schema"`
	Run       Run      `json:"run"`
	Rows      []Row    `json:"rows"`
	Counts    Counts   `json:"counts"`
	Stopped   string   `json:"stopped"` // why not all was looked at; "" when it was
	LeftThere []string `json:"left_there"`
}

// Run says when and where it was.
type Run struct {
	ID       string  `json:"id"`
	Date     string  `json:"date"`
	Ground   string  `json:"ground"` // AWS account ..., or a stand-in
	Account  string  `json:"account"`
	Region   string  `json:"region"`
	AWS      bool    `json:"aws"` // it was no stand-in
	Compress float64 `json:"compress"`
	Squall   string  `json:"squall"`
	Function string  `json:"function"`
	BoundUSD float64 `json:"bound_usd"`
	TookS    float64 `json:"took_s"`
}

// Row is one rule.
type Row struct {
	Rule    string  `json:"rule"`
	Status  string  `json:"status"` // how well the rule is known: documented, recorded, measured, guess
	Says    string  `json:"says"`
	Reading Reading `json:"reading"`
	Date    string  `json:"date"` // when it was seen; "" when it was not
	Seen
}

// Seen is what was looked for and found.
type Seen struct {
	Book    string `json:"book"` // what the rule foretells of this experiment
	Found   string `json:"seen"`
	N       int    `json:"n"`
	Why     string `json:"why"`     // it was not measured, or is unsure
	Unknown string `json:"unknown"` // what the experiment cannot know
	reading Reading
}

// Counts are rows by reading.
type Counts struct {
	Agree       int `json:"agree"`
	Differ      int `json:"differ"`
	Unsure      int `json:"unsure"`
	NotMeasured int `json:"not_measured"`
}

// Reading is what the judgement came to.
func (s Seen) Reading() Reading {
	if s.reading == "" {
		return Unlooked
	}
	return s.reading
}

// Knowing adds what the experiment cannot know.
func (s Seen) Knowing(unknown string) Seen {
	s.Unknown = unknown
	return s
}

// Not is a rule that was not measured, and why.
func Not(why string) Seen { return Seen{Why: why, reading: Unlooked} }

// Partly is one that was looked at without an answer.
func Partly(book, found string, n int, why string) Seen {
	return Seen{Book: book, Found: found, N: n, Why: why, reading: Unlooked}
}

// Add adds a row.
func (r *Report) Add(row Row) {
	row.Reading = row.Seen.Reading()
	switch row.Reading {
	case Agrees:
		r.Counts.Agree++
	case Differs:
		r.Counts.Differ++
	case Unsure:
		r.Counts.Unsure++
	default:
		r.Counts.NotMeasured++
		row.Date = ""
	}
	r.Rows = append(r.Rows, row)
}

// JSON writes conform.json.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
