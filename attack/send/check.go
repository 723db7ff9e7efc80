package send

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/ohler55/ojg/jp"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/profiles"
)

// demand is what one kind of request demands of its answers.
type demand struct {
	name   string // of the kind; "" when there is one only
	checks []check
	status bool // a check names a status
	json   bool // a check looks into the body
}

// check is a check with its path compiled.
type check struct {
	profiles.Check
	path jp.Expr
}

func demands(kinds []payload.Kind) ([]demand, error) {
	out := make([]demand, max(len(kinds), 1))
	for i, k := range kinds {
		d := demand{name: k.Name}
		for _, c := range k.Checks {
			one := check{Check: c}
			if c.JSON != "" {
				var err error
				if one.path, err = jp.ParseString(c.JSON); err != nil {
					return nil, fmt.Errorf("check: JSON path %q: %w", c.JSON, err)
				}
			}
			d.checks = append(d.checks, one)
			d.status, d.json = d.status || c.Status != 0, d.json || c.JSON != ""
		}
		out[i] = d
	}
	return out, nil
}

// judge applies the checks to an answer that is ok so far. size is that of the
// whole body, of which body has the beginning.
func (d *demand) judge(h *hit.Hit, body []byte, size int64) {
	var root any
	broken := ""
	if d.json {
		root, broken = parse(body, size)
	}
	for i := range d.checks {
		if why := d.checks[i].fails(h, body, size, root, broken); why != "" {
			d.fail(h, why)
			return
		}
	}
	if h.Status >= 400 && !d.status {
		d.fail(h, statusText(h.Status))
	}
}

func (d *demand) fail(h *hit.Hit, why string) {
	if d.name != "" {
		why = d.name + ": " + why
	}
	h.Outcome, h.Reason, h.ReasonFrom = hit.CheckFailed, why, hit.Wire
}

// fails is what is wrong; "" when the check holds.
func (c *check) fails(h *hit.Hit, body []byte, size int64, root any, broken string) string {
	switch {
	case c.Status != 0 && c.Status != int(h.Status):
		return statusText(h.Status) + ", not " + strconv.Itoa(c.Status)
	case c.Contains != "" && !bytes.Contains(body, []byte(c.Contains)):
		return "body without " + strconv.Quote(c.Contains)
	case size < int64(c.MinSize):
		return "body shorter than " + strconv.Itoa(c.MinSize) + " bytes"
	case c.MaxSize > 0 && size > int64(c.MaxSize):
		return "body longer than " + strconv.Itoa(c.MaxSize) + " bytes"
	case c.JSON == "":
		return ""
	case broken != "":
		return broken
	}
	return c.look(root)
}

// look looks for the value at the check's path. Of several one will do.
func (c *check) look(root any) string {
	found := c.path.Get(root)
	switch {
	case len(found) == 0:
		return "no " + c.JSON
	case c.Equals == nil:
		return ""
	}
	for _, v := range found {
		if is(v, c.Equals) {
			return ""
		}
	}
	return c.JSON + " is not " + strconv.Quote(c.Equals.Text)
}

// is compares a JSON value with what a profile wrote.
func is(v any, want *profiles.Equals) bool {
	switch v := v.(type) {
	case string:
		return v == want.Text
	case bool:
		return !want.Quoted && strconv.FormatBool(v) == want.Text
	case nil:
		return !want.Quoted && want.Text == "null"
	case json.Number:
		return !want.Quoted && sameNumber(string(v), want.Text)
	}
	return false
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// parse reads a body as JSON, numbers as they are written.
func parse(body []byte, size int64) (root any, broken string) {
	if int64(len(body)) < size {
		return nil, fmt.Sprintf("body longer than %d bytes, too long to be read as JSON", keepBody)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&root) != nil || d.More() {
		return nil, "body that is not JSON"
	}
	return root, ""
}
