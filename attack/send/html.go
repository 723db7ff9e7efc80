package send

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"squall/attack/hit"
)

// pages counts answers that look well and are none: HTML, as a login, a notice
// of maintenance or a proxy gives it, with a status of success where JSON was
// expected.
type pages struct {
	asked  atomic.Uint64 // HTML where JSON was asked for
	others atomic.Uint64 // HTML where nobody said what was wanted
	json   atomic.Bool   // such a request was answered with JSON
	asks   []bool        // by kind: its requests ask for JSON
}

// asksForJSON says whether requests with such headers, or what is checked of
// their answers, leave no doubt about what is expected.
func asksForJSON(header http.Header, d *demand) bool {
	return d.json || strings.Contains(header.Get("Accept"), "json") || strings.Contains(header.Get("Content-Type"), "json")
}

// content is what a body is said to be, as far as it matters here.
type content uint8

const (
	someContent content = iota
	htmlContent
	jsonContent
)

func contentOf(kind string) content {
	kind, _, _ = strings.Cut(kind, ";")
	switch kind = strings.TrimSpace(kind); {
	case strings.EqualFold(kind, "text/html"):
		return htmlContent
	case strings.EqualFold(kind, "application/json"):
		return jsonContent
	}
	return someContent
}

// look counts an answer. One that the function shows to be its own is whatever
// the function likes.
func (p *pages) look(h *hit.Hit, kind int, c content) {
	switch {
	case h.Status >= 300 || h.VersionFrom == hit.Probe || h.StartFrom == hit.Probe:
	case c == htmlContent && p.asks[kind]:
		p.asked.Add(1)
	case c == htmlContent:
		p.others.Add(1)
	case c == jsonContent && !p.asks[kind] && !p.json.Load():
		p.json.Store(true)
	}
}

// Pages is how many answers were HTML where JSON was asked for, or where other
// requests were answered with it.
func (p *HTTP) Pages() uint64 {
	n := p.pages.asked.Load()
	if p.pages.json.Load() {
		n += p.pages.others.Load()
	}
	return n
}

// PagesOf is how many such answers a sender got; one that speaks no HTTP of its
// own got none.
func PagesOf(sender any) uint64 {
	if p, ok := sender.(*HTTP); ok {
		return p.Pages()
	}
	return 0
}

// PagesSeen tells of such answers to an entry.
func PagesSeen(entry string, n uint64) string {
	return fmt.Sprintf("a door answered HTML: %d answers to %s had a status of success and were HTML where JSON was expected, as a login or a proxy gives it; a check of the answer makes them count as failed", n, entry)
}
