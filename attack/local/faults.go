package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"squall/attack/pause"
	"squall/profiles"
)

// Struck is what a fault of the stand-in did.
type Struck struct {
	Matched uint64 `json:"matched"` // times that something could have been struck
	Struck  uint64 `json:"struck"`
	Live    bool   `json:"live"`
	Killed  bool   `json:"killed"` // it killed the stand-in's process, which has started again
}

// Here says whether there is a stand-in at all.
func (c *Client) Here() error {
	if c.Endpoint == "" {
		return errors.New("AWS has no such fault: it needs a stand-in")
	}
	return nil
}

// Fault begins a fault or renews it, or ends it; one that has ended may be
// ended again. Number gives that of the one version that it may strike alone.
func (c *Client) Fault(ctx context.Context, change profiles.Change, number func(function, version string) (string, error)) error {
	if err := c.Here(); err != nil {
		return err
	}
	if change.Kind == profiles.EndFault {
		if change.Fault != nil && change.Fault.Kind == profiles.FaultRestart {
			c.await(ctx)
		}
		_, _, err := c.do(ctx, http.MethodDelete, "/_squall/faults?lease="+url.QueryEscape(change.Lease), nil)
		return err
	}
	version, err := number(change.Function, change.Version)
	if err != nil {
		return err
	}
	_, _, err = c.do(ctx, http.MethodPut, "/_squall/faults", struct {
		Lease   string          `json:"lease"`
		Fault   *profiles.Fault `json:"fault"`
		Version string          `json:"version"`
		Lasts   int64           `json:"lasts_ns"`
	}{change.Lease, change.Fault, version, int64(change.Lasts)})
	return err
}

const (
	// backWithin is how long a process may take that starts again: it reads its
	// state, on a machine that is busy.
	backWithin = 30 * time.Second
	backEvery  = 20 * time.Millisecond
)

// await waits for a stand-in that a fault may have killed to be there again;
// whoever asks next is told why it is not.
func (c *Client) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, backWithin)
	defer cancel()
	for {
		if _, err := c.Health(ctx); err == nil || pause.For(ctx, backEvery) != nil {
			return
		}
	}
}

// Struck tells what a fault did.
func (c *Client) Struck(ctx context.Context, lease string) (s Struck, err error) {
	body, _, err := c.do(ctx, http.MethodGet, "/_squall/faults?lease="+url.QueryEscape(lease), nil)
	if err != nil {
		return s, err
	}
	var rows []Struck
	if err := json.Unmarshal(body, &rows); err != nil || len(rows) != 1 {
		return s, fmt.Errorf("the stand-in does not know the fault %s: %.200q", lease, body)
	}
	return rows[0], nil
}
