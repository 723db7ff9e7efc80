package browser

import (
	"context"
	_ "embed" // what is looked for in a page
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/sweep"
	"squall/reports"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed inspect.js
var inspect string

// chromium starts a browser, or skips the test where there is none.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	switch {
	case path == "" && os.Getenv("CI") != "":
		t.Fatal("there is no Chromium, which continuous integration must have: .ci/run installs it")
	case path == "":
		t.Skip("no Chromium here: install chromium to look at the pages")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.WSURLReadTimeout(time.Minute))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable()); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return ctx
}

// heard is what a page did beside being shown.
type heard struct {
	mu       sync.Mutex
	trouble  []string
	requests []string
}

func (h *heard) listen(ctx context.Context) {
	chromedp.ListenTarget(ctx, func(ev any) {
		h.mu.Lock()
		defer h.mu.Unlock()
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			h.trouble = append(h.trouble, ev.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			h.trouble = append(h.trouble, "the page wrote to the console: "+ev.Type.String())
		case *log.EventEntryAdded:
			h.trouble = append(h.trouble, ev.Entry.Text)
		case *network.EventRequestWillBeSent:
			h.requests = append(h.requests, ev.Request.URL)
		}
	})
}

func (h *heard) take() (trouble, requests []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	trouble, requests = h.trouble, h.requests
	h.trouble, h.requests = nil, nil
	return trouble, requests
}

// results are the samples of package reports.
func results(t *testing.T) map[string]*analyze.Result {
	t.Helper()
	return decoded[analyze.Result](t, "../testdata/*.json", 10)
}

// decoded reads samples, of which there are some at least.
func decoded[T any](t *testing.T, pattern string, least int) map[string]*T {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) < least {
		t.Fatalf("only %d of %s to look at: %v", len(names), pattern, err)
	}
	out := map[string]*T{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		one := new(T)
		if err := json.Unmarshal(text, one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[strings.TrimSuffix(filepath.Base(name), ".json")] = one
	}
	return out
}

// written writes the page of a result and gives its address.
func written(t *testing.T, r *analyze.Result) string {
	t.Helper()
	return addressed(t, func(w io.Writer) error { return reports.HTML(w, r) })
}

// addressed writes a page into a file and gives its address.
func addressed(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// pages are those of all results, sweeps and comparisons.
func pages(t *testing.T) map[string]func(io.Writer) error {
	t.Helper()
	out := map[string]func(io.Writer) error{}
	for name, r := range results(t) {
		out[name] = func(w io.Writer) error { return reports.HTML(w, r) }
	}
	for name, s := range decoded[sweep.Sweep](t, "../testdata/sweep/*.json", 5) {
		out[name] = func(w io.Writer) error { return reports.SweepHTML(w, s) }
	}
	for name, c := range decoded[compare.Comparison](t, "../testdata/compare/*.json", 5) {
		out[name] = func(w io.Writer) error { return reports.CompareHTML(w, c) }
	}
	return out
}

type seen struct {
	Wrong        []string `json:"wrong"`
	Plots, Texts int
}

func TestPages(t *testing.T) {
	ctx := chromium(t)
	h := &heard{}
	h.listen(ctx)
	plots := 0
	for name, write := range pages(t) {
		t.Run(name, func(t *testing.T) {
			address := addressed(t, write)
			for _, width := range []int64{360, 1440} {
				for _, theme := range []string{"light", "dark"} {
					plots += look(t, ctx, h, address, width, theme)
					keep(t, ctx, fmt.Sprintf("%s-%d-%s", name, width, theme))
				}
			}
		})
	}
	if plots < 200 {
		t.Errorf("only %d charts were looked at", plots)
	}
}

func look(t *testing.T, ctx context.Context, h *heard, address string, width int64, theme string) int {
	t.Helper()
	h.take()
	var s seen
	err := chromedp.Run(ctx,
		emulation.SetDeviceMetricsOverride(width, 900, 1, width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}),
		chromedp.Navigate(address), chromedp.Evaluate(inspect, &s))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range s.Wrong {
		t.Errorf("%d px, %s: %s", width, theme, wrong)
	}
	trouble, requests := h.take()
	for _, text := range trouble {
		t.Errorf("%d px, %s: %s", width, theme, text)
	}
	for _, to := range requests {
		if to != address && !strings.HasPrefix(to, "data:image/png;base64,") {
			t.Errorf("%d px, %s: the page asks for %s", width, theme, to)
		}
	}
	if len(requests) == 0 {
		t.Error("no request was heard, not even that for the page: nothing was listened to")
	}
	return s.Plots
}

// keep writes pictures of a page to the folder SHOTS, for people to look at: a
// screenful each.
func keep(t *testing.T, ctx context.Context, name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	var high int64
	if err := chromedp.Run(ctx, chromedp.Evaluate("document.documentElement.scrollHeight", &high)); err != nil {
		t.Fatal(err)
	}
	for i := int64(0); i*1500 < high; i++ {
		err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
			clip := &page.Viewport{Y: float64(i * 1500), Width: 1440, Height: float64(min(1500, high-i*1500)), Scale: 1}
			if strings.Contains(name, "-360-") {
				clip.Width = 360
			}
			png, err := page.CaptureScreenshot().WithClip(clip).WithCaptureBeyondViewport(true).Do(ctx)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, i)), png, 0o644)
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A chart tells its values to the arrow keys, and forgets them when it is left.
func TestValuesByTheKeys(t *testing.T) {
	ctx := chromium(t)
	address := written(t, results(t)["quickstart"])
	var told, then string
	const words = `[...document.querySelectorAll("#time ~ .charts figure:first-of-type .keys output")].map(o => o.textContent).filter(Boolean).join("|")`
	err := chromedp.Run(ctx, chromedp.Navigate(address),
		chromedp.Focus("#time ~ .charts .plot", chromedp.ByQuery),
		chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.Evaluate(words, &told),
		chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.Evaluate(words, &then))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(told, "1 s|") || strings.Count(told, "|") < 2 || then != "" {
		t.Errorf("the keys are told %q, and %q when the chart is left", told, then)
	}
}

// Paper gets the whole page, in the colours of light.
func TestPaper(t *testing.T) {
	ctx := chromium(t)
	all := results(t)
	compared := decoded[compare.Comparison](t, "../testdata/compare/*.json", 3)
	for name, address := range map[string]string{
		"quickstart": written(t, all["quickstart"]), "release": written(t, all["release"]), "experiment": written(t, all["experiment"]),
		"compare": addressed(t, func(w io.Writer) error { return reports.CompareHTML(w, compared["compare"]) }),
	} {
		var wide []string // an A4 page has 718 px between its margins
		err := chromedp.Run(ctx, chromedp.EmulateViewport(718, 1000), emulation.SetEmulatedMedia().WithMedia("print"), chromedp.Navigate(address),
			chromedp.Evaluate(`[...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.scrollWidth + " px: " + e.textContent.trim().slice(0, 80))`, &wide))
		if err != nil || len(wide) > 0 {
			t.Errorf("%s: tables that paper cuts off: %q, %v", name, wide, err)
		}
	}
	address := written(t, all["quickstart"])
	var pdf []byte
	err := chromedp.Run(ctx, emulation.SetEmulatedMedia().WithMedia(""), chromedp.Navigate(address), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF") || len(pdf) < 20_000 {
		t.Fatalf("%d bytes of paper: %v", len(pdf), err)
	}
}

// The inspection finds what it looks for.
func TestInspectionFindsTrouble(t *testing.T) {
	ctx := chromium(t)
	const broken = `data:text/html,<html lang=en><title>x</title><body style="margin:0">
<p style="position:absolute;top:0;left:0">one word</p><p style="position:absolute;top:4px;left:6px">another word</p>
<p style="position:absolute;top:80px;left:0;width:30px;overflow:hidden;white-space:nowrap">a text that is cut off</p>
<p style="position:absolute;top:120px;color:rgb(200,200,200)">pale</p><p style="position:absolute;top:160px;left:2000px">away</p>
<div class=plot><div class=area></div></div><h2>nothing</h2>`
	var s seen
	if err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(400, 900, 1, false), chromedp.Navigate(broken), chromedp.Evaluate(inspect, &s)); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(s.Wrong, "\n")
	for _, want := range []string{"px wide in", "overlap", "cut off", "contrast 1.", "outside of the page", "an axis without labels", "read aloud", "a small chart", "an empty chart", "a title without"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing says %q in:\n%s", want, all)
		}
	}
}
