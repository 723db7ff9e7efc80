// Package depot keeps the lock and the journals of runs in a bucket, where they
// outlast the machine of a run. The lock lets one run at a time change an
// account's functions; the journal says what it must put back.
//
// It knows no change and decides nothing.
package depot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"squall/attack/apierr"
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
	Alive   time.Time `json:"alive"` // when the run last said so
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

// Depot is a place in a bucket.
type Depot struct {
	s3                    *s3.Client
	where, bucket, prefix string
	account, region       string
}

// New is the depot at s3://BUCKET/PREFIX of an account and region.
func New(cfg aws.Config, where, account, region string) (*Depot, error) {
	rest, ok := strings.CutPrefix(where, "s3://")
	bucket, prefix, _ := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	if !ok || bucket == "" {
		return nil, fmt.Errorf("state %q: want s3://BUCKET/PREFIX", where)
	}
	if prefix != "" {
		prefix += "/"
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
	return &Depot{s3: client, where: where, bucket: bucket, prefix: prefix + account + "/" + region + "/", account: account, region: region}, nil
}

// Where is the place as it was written.
func (d *Depot) Where() string { return d.where }

// Acquire takes the lock for a run, or says who has it.
func (d *Depot) Acquire(ctx context.Context, l Lock) error {
	l.Account, l.Region = d.account, d.region
	err := d.put(ctx, "lock.json", l, aws.String("*"))
	if apierr.Code(err) != "PreconditionFailed" && apierr.Code(err) != "ConditionalRequestConflict" {
		return err
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
	return d.put(ctx, "lock.json", l, nil)
}

// Holder is who has the lock; nil when nobody has.
func (d *Depot) Holder(ctx context.Context) (*Lock, error) {
	text, err := d.get(ctx, "lock.json")
	if text == nil || err != nil {
		return nil, err
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
	_, err = d.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &d.bucket, Key: d.key("lock.json")})
	return d.named(err)
}

// SetJournal keeps the whole journal of a run.
func (d *Depot) SetJournal(ctx context.Context, run string, text []byte) error {
	_, err := d.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &d.bucket, Key: d.key(run + "/journal.jsonl"), Body: bytes.NewReader(text)})
	return d.named(err)
}

// Journal is the whole journal of a run; nil when it has written none.
func (d *Depot) Journal(ctx context.Context, run string) ([]byte, error) {
	return d.get(ctx, run+"/journal.jsonl")
}

func (d *Depot) key(name string) *string { return aws.String(d.prefix + name) }

func (d *Depot) put(ctx context.Context, name string, v any, unless *string) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = d.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &d.bucket, Key: d.key(name), Body: bytes.NewReader(text), IfNoneMatch: unless})
	return d.named(err)
}

func (d *Depot) get(ctx context.Context, name string) ([]byte, error) {
	out, err := d.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: &d.bucket, Key: d.key(name)})
	if apierr.Code(err) == "NoSuchKey" {
		return nil, nil
	}
	if err != nil {
		return nil, d.named(err)
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}

func (d *Depot) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state %s: %w", d.where, err)
}
