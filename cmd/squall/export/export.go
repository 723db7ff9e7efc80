// Package export lets tools that collect metrics follow a run: it serves
// /metrics to Prometheus, and posts to a collector of OTLP, every now and then
// and once more at the end.
//
// A collector that cannot be reached stops no run.
package export

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"squall/reports/metrics"
)

// every is how often a collector is told.
const every = 10 * time.Second

// Export is what follows a run.
type Export struct {
	state  func() *metrics.State
	server *http.Server
	post   string
	began  time.Time
	stop   context.CancelFunc
	work   sync.WaitGroup
	mu     sync.Mutex // guards failed
	failed error      // the first time that the collector did not take it
	Addr   string     // that /metrics is served at
}

// Check says what is wrong with the flags of a run.
func Check(listen, otlp string) error {
	if listen != "" {
		host, _, err := net.SplitHostPort(listen)
		if err != nil {
			return fmt.Errorf("--metrics %s: want HOST:PORT such as 127.0.0.1:9464", listen)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("--metrics %s: only a loopback address, such as 127.0.0.1:9464: whoever can reach it can read it", listen)
		}
	}
	if otlp != "" {
		if u, err := url.Parse(otlp); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("--otlp %s: want the URL of a collector, such as http://127.0.0.1:4318", otlp)
		}
	}
	return nil
}

// Start serves and posts what state says, as far as it is asked to.
func Start(listen, otlp string, state func() *metrics.State) (*Export, error) {
	if err := Check(listen, otlp); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	x := &Export{state: state, began: time.Now(), stop: stop}
	if listen != "" {
		l, err := net.Listen("tcp", listen)
		if err != nil {
			stop()
			return nil, fmt.Errorf("--metrics %s: %w", listen, err)
		}
		x.Addr = l.Addr().String()
		x.server = &http.Server{Handler: x, ReadHeaderTimeout: 10 * time.Second}
		x.work.Go(func() { _ = x.server.Serve(l) })
	}
	if otlp != "" {
		x.post = strings.TrimSuffix(otlp, "/")
		if !strings.HasSuffix(x.post, "/v1/metrics") {
			x.post += "/v1/metrics"
		}
		x.work.Go(func() { x.posting(ctx) })
	}
	return x, nil
}

// ServeHTTP implements http.Handler.
func (x *Export) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/metrics" {
		http.Error(w, "there is /metrics here", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", metrics.Type)
	_ = metrics.Prometheus(w, x.state()) // who went away does not need it
}

func (x *Export) posting(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			x.tell()
		case <-ctx.Done():
			x.tell() // the end of the run
			return
		}
	}
}

func (x *Export) tell() {
	err := x.send()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.failed == nil {
		x.failed = err
	}
}

func (x *Export) send() error {
	body, err := metrics.OTLP(x.state(), x.began, time.Now())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, x.post, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, 300))
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %s: %s", x.post, res.Status, bytes.TrimSpace(text))
	}
	return nil
}

// Done stops serving and posts a last time; the error is the first one of the
// collector.
func (x *Export) Done() error {
	x.stop()
	if x.server != nil {
		_ = x.server.Close()
	}
	x.work.Wait()
	if x.failed != nil {
		return fmt.Errorf("--otlp: not all metrics were taken: %w", x.failed)
	}
	return nil
}
