// Package depot keeps the lock and the journals of runs in a bucket or a
// parameter store, where they outlast the machine of a run. The lock lets one run at a time change an
// account's functions; the journal says what it must put back.
//
// It knows no change and decides nothing.
package depot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Beat is how often a run that is alive says so, and Silence after how long
// without a word it is taken for dead.
const (
	Beat    = 20 * time.Second
	Silence = 90 * time.Second
)

// Lock names the run that changes the functions of an account and region.
type Lock struct {
	Run     string    `json:"run"`
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Began   time.Time `json:"began"`
	Alive   time.Time `json:"alive"`           // when the run last said so
	Ended   bool      `json:"ended,omitempty"` // nothing is left changed; what it has written is being let go of
}

// Dead says whether the run has not been heard of for long.
func (l *Lock) Dead(now time.Time) bool { return now.Sub(l.Alive) > Silence }

// HeldError says who has the lock.
type HeldError struct {
	Lock  Lock
	Where string
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s: run %s (%s, process %d, begun %s) has the lock and may have changed things: if it is not alive any more, squall recover --state %s takes back what it left",
		e.Where, e.Lock.Run, e.Lock.Host, e.Lock.PID, e.Lock.Began.UTC().Format(time.RFC3339), e.Where)
}

// Depot is a place outside of the machine.
type Depot struct {
	store           store
	where           string
	account, region string
}

// store keeps texts by name.
type store interface {
	// Create keeps a text unless there is one of its name; then taken is true.
	Create(ctx context.Context, name string, text []byte) (taken bool, err error)
	Put(ctx context.Context, name string, text []byte) error
	// Get is nil when there is no such text.
	Get(ctx context.Context, name string) ([]byte, error)
	Delete(ctx context.Context, name string) error
	// Append keeps a text that only grows, of which Get knows all.
	Append(ctx context.Context, name string, text []byte) error
	// Ended lets go of what nobody needs once a run has ended well.
	Ended(ctx context.Context, name string) error
}

// New is the depot at s3://BUCKET/PREFIX or ssm:/PATH of an account and region.
func New(cfg aws.Config, where, account, region string) (*Depot, error) {
	d := &Depot{where: where, account: account, region: region}
	if path, ok := strings.CutPrefix(where, "ssm:"); ok && strings.HasPrefix(path, "/") {
		d.store = newParameters(cfg, strings.TrimSuffix(path, "/")+"/"+account+"/"+region+"/")
		return d, nil
	}
	rest, ok := strings.CutPrefix(where, "s3://")
	bucket, prefix, _ := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	if !ok || bucket == "" {
		return nil, fmt.Errorf("state %q: want s3://BUCKET/PREFIX or ssm:/PATH", where)
	}
	if prefix != "" {
		prefix += "/"
	}
	d.store = newBucket(cfg, bucket, prefix+account+"/"+region+"/")
	return d, nil
}

// Where is the place as it was written.
func (d *Depot) Where() string { return d.where }

// Acquire takes the lock for a run, or says who has it.
func (d *Depot) Acquire(ctx context.Context, l Lock) error {
	l.Account, l.Region = d.account, d.region
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	if taken, err := d.store.Create(ctx, "lock.json", text); err != nil || !taken {
		return d.named(err)
	}
	held, err := d.Holder(ctx)
	if err != nil {
		return err
	}
	if held == nil {
		return fmt.Errorf("%s: the lock was given back at this moment: try again", d.where)
	}
	return &HeldError{*held, d.where}
}

// Say renews the lock: the run is alive.
func (d *Depot) Say(ctx context.Context, l Lock) error {
	l.Account, l.Region = d.account, d.region
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	return d.named(d.store.Put(ctx, "lock.json", text))
}

// Holder is who has the lock; nil when nobody has.
func (d *Depot) Holder(ctx context.Context) (*Lock, error) {
	text, err := d.store.Get(ctx, "lock.json")
	if text == nil || err != nil {
		return nil, d.named(err)
	}
	var l Lock
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, fmt.Errorf("%s: lock.json: %w", d.where, err)
	}
	return &l, nil
}

// Release gives the lock of a run back; somebody else's stays.
func (d *Depot) Release(ctx context.Context, run string) error {
	held, err := d.Holder(ctx)
	if err != nil || held == nil || held.Run != run {
		return err
	}
	if !held.Ended {
		held.Ended = true
		if err := d.Say(ctx, *held); err != nil {
			return err
		}
	}
	if err := d.store.Ended(ctx, run+"/journal.jsonl"); err != nil {
		return d.named(err)
	}
	return d.named(d.store.Delete(ctx, "lock.json"))
}

// SetJournal keeps the whole journal of a run.
func (d *Depot) SetJournal(ctx context.Context, run string, text []byte) error {
	return d.named(d.store.Append(ctx, run+"/journal.jsonl", text))
}

// Journal is the whole journal of a run; nil when it has written none.
func (d *Depot) Journal(ctx context.Context, run string) ([]byte, error) {
	text, err := d.store.Get(ctx, run+"/journal.jsonl")
	return text, d.named(err)
}

func (d *Depot) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state %s: %w", d.where, err)
}
