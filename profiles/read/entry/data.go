package entry

import (
	"errors"
	"io/fs"
	"maps"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ohler55/ojg/jp"

	"squall/profiles"
	"squall/profiles/feed"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/template"
)

// data reads what the requests of an entry are filled in with.
func (r *reader) data(e *profiles.Entry, n *source.Node, path string) {
	if n == nil || n.Kind != source.Map || !n.Has("file") {
		return
	}
	d := &profiles.Data{Path: r.path(schema.ReadText(n.Get("file"))), Ends: schema.ReadText(n.Get("at_end")) == "stop"}
	d.Order, _ = feed.OrderOf(schema.ReadText(n.Get("order"))) // checked with the keys; sequential when missing
	table, err := r.Data(d.Path)
	r.lost = err != nil
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Report(n.Get("file").At, path+".file", "there is no file %s; data are looked for from the folder of the profile", d.Path)
		return
	case err != nil:
		r.Report(n.Get("file").At, path+".file", "%s: %v", d.Path, err)
		return
	}
	d.Table, e.Data = table, d
	switch {
	case d.Order == feed.Random && d.Ends:
		r.Report(n.Get("at_end").At, path+".at_end", "order random has no end: each row is drawn anew; take shuffled")
	case d.Order == feed.Unique && schema.ReadText(n.Get("at_end")) == "again":
		r.Report(n.Get("at_end").At, path+".at_end", "order unique sends no row again; take shuffled, or at_end: stop")
	case d.Order == feed.Unique && !d.Ends:
		r.enough(e, d, n, path)
	}
}

// enough wants rows for a run that is longer than the mean by five deviations.
func (r *reader) enough(e *profiles.Entry, d *profiles.Data, n *source.Node, path string) {
	hits := (e.Hits() + e.Warmup.Seconds()*first(e)) * float64(max(r.Blocks, 1))
	need := math.Ceil(hits + 5*math.Sqrt(hits))
	if r.Sound("attack") && need > float64(d.Table.Rows()) {
		r.Report(n.At, path, "%s has %d rows and the run takes up to %.0f, each once: add rows, send less, or write at_end: stop to end the entry's load with its last row",
			d.Path, d.Table.Rows(), need)
	}
}

func first(e *profiles.Entry) float64 {
	if len(e.Phases) == 0 {
		return 0
	}
	return e.Phases[0].From
}

// texts compiles what requests are made of, with the columns of the data.
func (r *reader) texts(e *profiles.Entry, n *source.Node, path string) {
	c := compiler{reader: r}
	if e.Data != nil {
		c.columns = e.Data.Table.Columns()
	}
	c.request(&e.Request, n, path)
	for i := range e.Requests {
		list := n.Get("requests")
		c.request(&e.Requests[i], list.Items[i], source.Join(path+".requests", list.ItemName(i)))
	}
	if e.Data == nil || c.wrong {
		return
	}
	if !c.uses {
		r.Report(n.Get("data").At, path+".data", "no request has a placeholder such as {{data.%s}}", c.columns[0])
	}
	r.cells(e, n, path, c.headers)
}

// compiler checks texts, and notes what they use.
type compiler struct {
	*reader
	columns []string
	uses    bool  // any column
	headers []int // the columns that headers use
	wrong   bool
}

// request checks the texts of a request. Those that it does not say itself are
// checked where they stand.
func (c *compiler) request(q *profiles.Request, n *source.Node, path string) {
	for _, key := range [...]string{"template", "file"} {
		c.text(q.Payload.Template, n.Get("payload").Get(key), path+".payload."+key)
	}
	at, key := n.Get("resource"), ".resource"
	if n.Has("url") && at == nil {
		at, key = n.Get("url"), ".url"
	}
	c.text(q.Resource, at, path+key)
	if at != nil && !c.wrong {
		c.address(q.Resource, at, path+key)
	}
	for _, name := range slices.Sorted(maps.Keys(q.Query)) {
		c.text(q.Query[name], n.Get("query").Get(name), path+".query."+name)
	}
	for _, name := range slices.Sorted(maps.Keys(q.Headers)) {
		for _, column := range c.text(q.Headers[name], n.Get("headers").Get(name), path+".headers."+name) {
			if !slices.Contains(c.headers, column) {
				c.headers = append(c.headers, column)
			}
		}
	}
}

// text checks one text, and gives the columns that it uses.
func (c *compiler) text(text string, n *source.Node, path string) []int {
	if n == nil {
		return nil
	}
	t, err := template.Compile(text, c.columns)
	if err != nil {
		c.wrong = true
		c.Report(n.At, path, "%s", strings.TrimPrefix(err.Error(), "template: "))
		return nil
	}
	used := t.Columns()
	c.uses = c.uses || len(used) > 0
	return used
}

// placeholder is one in an address, whose text will be percent-encoded.
var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// address checks that a resource is an address once it is filled in.
func (c *compiler) address(resource string, n *source.Node, path string) {
	filled := placeholder.ReplaceAllString(resource, "x")
	if !strings.HasPrefix(filled, "/") {
		filled = "/" + filled
	}
	if _, err := url.ParseRequestURI(filled); err != nil || strings.ContainsAny(filled, " \"<>\\^`{|}") {
		c.Report(n.At, path, "%q is not an address: write what is not a letter or digit as %%20 and the like", resource)
	}
}

// cells refuses data that no header can carry.
func (r *reader) cells(e *profiles.Entry, n *source.Node, path string, headers []int) {
	for _, column := range headers {
		for row := range e.Data.Table.Rows() {
			if text := e.Data.Table.Text(row, column); strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
				r.Report(n.Get("data").At, path+".data", "%s in row %d of %s has a control character, which no header can carry",
					e.Data.Table.Columns()[column], row+1, e.Data.Path)
				return
			}
		}
	}
}

func jsonPath(text string) error {
	_, err := jp.ParseString(text)
	return err
}
