package hit

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// row is a hit as other programs read it. Its names and their order are
// stable; times are nanoseconds from t=0 of the hit's block.
type row struct {
	Entry       string `json:"entry"`
	Arm         string `json:"arm"`
	Repeat      uint16 `json:"repeat"`
	Phase       uint16 `json:"phase"`
	N           uint64 `json:"n"`
	Warmup      bool   `json:"warmup"`
	Due         int64  `json:"due_ns"`
	Sent        int64  `json:"sent_ns"`
	FirstByte   int64  `json:"first_byte_ns"`
	Done        int64  `json:"done_ns"`
	Status      uint16 `json:"status"`
	Outcome     string `json:"outcome"`
	Reason      string `json:"reason"`
	ReasonFrom  string `json:"reason_from"`
	RequestID   string `json:"request_id"`
	TraceID     string `json:"trace_id"`
	Version     string `json:"version"`
	VersionFrom string `json:"version_from"`
	Environment string `json:"environment"`
	Start       string `json:"start"` // cold, warm or unknown
	StartFrom   string `json:"start_from"`
	InitType    string `json:"init_type"` // AWS's words, or unknown
	Init        int64  `json:"init_ns"`
	BytesIn     uint32 `json:"bytes_in"`
	BytesOut    uint32 `json:"bytes_out"`
	Injected    string `json:"injected"`
	Attempt     uint8  `json:"attempt"`
	Again       bool   `json:"again"`  // another attempt followed
	Ran         int64  `json:"ran_ns"` // 0 when no REPORT line was seen
}

// Columns are the names of a hit's fields in CSV and JSON Lines, in order.
var Columns = []string{
	"entry", "arm", "repeat", "phase", "n", "warmup", "due_ns", "sent_ns", "first_byte_ns", "done_ns",
	"status", "outcome", "reason", "reason_from", "request_id", "trace_id", "version", "version_from",
	"environment", "start", "start_from", "init_type", "init_ns", "bytes_in", "bytes_out", "injected",
	"attempt", "again", "ran_ns",
}

var (
	startNames    = [...]string{"unknown", "warm", "cold"}
	initTypeNames = [...]string{"unknown", "on-demand", "provisioned-concurrency"}
)

// WriteCSV writes all hits that are left in r, after a line of column names.
func WriteCSV(w io.Writer, r *Reader) error {
	out := csv.NewWriter(w)
	if err := out.Write(Columns); err != nil {
		return err
	}
	var record []string
	err := each(r, func(h *row) error {
		record = h.appendTo(record[:0])
		return out.Write(record)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// WriteJSONL writes all hits that are left in r, one JSON object a line.
func WriteJSONL(w io.Writer, r *Reader) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := each(r, func(h *row) error { return enc.Encode(h) }); err != nil {
		return err
	}
	return out.Flush()
}

func each(r *Reader, use func(*row) error) error {
	names := r.Names()
	var h Hit
	for {
		switch err := r.Next(&h); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read hits: %w", err)
		}
		if err := use(newRow(&h, &names)); err != nil {
			return err
		}
	}
}

func newRow(h *Hit, names *Names) *row {
	return &row{
		Entry: name(names.Entries, int(h.Entry)), Arm: name(names.Arms, int(h.Arm)),
		Repeat: h.Repeat, Phase: h.Phase, N: h.N, Warmup: h.Warmup,
		Due: h.Due, Sent: h.Sent, FirstByte: h.FirstByte, Done: h.Done,
		Status: h.Status, Outcome: h.Outcome.String(), Reason: h.Reason, ReasonFrom: h.ReasonFrom.String(),
		RequestID: h.RequestID, TraceID: h.TraceID, Version: h.Version, VersionFrom: h.VersionFrom.String(),
		Environment: h.Environment, Start: name(startNames[:], int(h.Start)), StartFrom: h.StartFrom.String(),
		InitType: name(initTypeNames[:], int(h.InitType)), Init: h.Init,
		BytesIn: h.BytesIn, BytesOut: h.BytesOut, Injected: h.Injected,
		Attempt: h.Attempt, Again: h.Again, Ran: h.Ran,
	}
}

// name falls back to the number for what the file has no name for.
func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return strconv.Itoa(i)
}

func (r *row) appendTo(record []string) []string {
	whole := func(v int64) string { return strconv.FormatInt(v, 10) }
	return append(record,
		r.Entry, r.Arm, whole(int64(r.Repeat)), whole(int64(r.Phase)), strconv.FormatUint(r.N, 10), strconv.FormatBool(r.Warmup),
		whole(r.Due), whole(r.Sent), whole(r.FirstByte), whole(r.Done),
		whole(int64(r.Status)), r.Outcome, r.Reason, r.ReasonFrom, r.RequestID, r.TraceID, r.Version, r.VersionFrom,
		r.Environment, r.Start, r.StartFrom, r.InitType, whole(r.Init),
		whole(int64(r.BytesIn)), whole(int64(r.BytesOut)), r.Injected, whole(int64(r.Attempt)), strconv.FormatBool(r.Again), whole(r.Ran))
}
