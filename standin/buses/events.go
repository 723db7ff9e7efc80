package buses

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// timeForm is how events and lists write a time.
const timeForm = "2006-01-02T15:04:05Z"

// event is the envelope of every event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
type event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

func (e *event) text() string { return jsonText(e) }

// Entry is what is put onto a bus.
type Entry struct {
	Source     string
	DetailType string
	Detail     string   // a JSON object
	Resources  []string // ARNs
	Time       int64    // ns since 1970; 0 is now
}

// Delivery is what is to be handed to a target.
type Delivery struct {
	Rule       string // ARN
	Target     string // id
	Endpoint   string // ARN
	Body       string
	DeadLetter string // ARN of the target's queue for what cannot be delivered, or ""
	Entry      *Entry // where the target is another bus, which takes events
}

// maxEntry is the quota of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const maxEntry = 256 << 10

// Size is what counts of an entry: 14 bytes for a time, and every text.
func (e *Entry) Size() int {
	n := len(e.Source) + len(e.DetailType) + len(e.Detail)
	if e.Time != 0 {
		n += 14
	}
	for _, r := range e.Resources {
		n += len(r)
	}
	return n
}

// Refuse is the code and message of an entry that is not taken; "" for none.
// The sentences are those that clients have seen; AWS documents only codes.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
func (e *Entry) Refuse() (code, message string) {
	var detail map[string]json.RawMessage
	switch {
	case e.Source == "":
		return "InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument."
	case e.DetailType == "":
		return "InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument."
	case e.Detail == "":
		return "InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument."
	case strings.HasPrefix(e.Source, "aws."):
		return "NotAuthorizedForSourceException", "Not authorized for the source."
	case json.Unmarshal([]byte(e.Detail), &detail) != nil || detail == nil:
		return "MalformedDetail", "Detail is malformed."
	}
	return "", ""
}

// Put puts one event onto a bus and gives its id and what follows from it, by
// rule and target. A bus that does not exist takes events and forgets them.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
func (s *Buses) Put(now int64, id ID, in Entry) (eventID string, out []Delivery) {
	at := s.config.Epoch.Add(time.Duration(now))
	if in.Time != 0 {
		at = time.Unix(0, in.Time)
	}
	e := event{
		Version: "0", ID: s.eventID(), DetailType: in.DetailType, Source: in.Source, Account: id.Account,
		Time: at.UTC().Format(timeForm), Region: id.Region, Resources: in.Resources, Detail: compact(in.Detail),
	}
	if e.Resources == nil {
		e.Resources = []string{}
	}
	b, err := s.find(id)
	if err != nil {
		return e.ID, nil
	}
	document := decode(e.text())
	for _, r := range b.sorted() {
		if r.view.Pattern != "" && r.view.State == Enabled && r.filter.Match(document) {
			out = append(out, r.deliveries(&e)...)
		}
	}
	return e.ID, out
}

func compact(detail string) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, []byte(cmp.Or(detail, "{}"))) != nil {
		return json.RawMessage("{}") // Refuse has let nothing of the kind through
	}
	return b.Bytes()
}

func (r *rule) deliveries(e *event) []Delivery {
	var out []Delivery
	for i := range r.targets {
		t := &r.targets[i]
		d := Delivery{Rule: r.arn, Target: t.ID, Endpoint: t.ARN, DeadLetter: t.DeadLetter, Body: t.shape(e, r.arn, r.view.Name)}
		if _, ok := ParseARN(t.ARN); ok {
			d.Entry = &Entry{Source: e.Source, DetailType: e.DetailType, Detail: string(e.Detail), Resources: e.Resources}
		}
		out = append(out, d)
	}
	return out
}

// TooLarge says whether entries are more than one request may carry.
func TooLarge(entries []Entry) bool {
	n := 0
	for i := range entries {
		n += entries[i].Size()
	}
	return n > maxEntry
}
