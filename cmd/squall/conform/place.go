package conform

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"squall/attack/cloud"
	"squall/attack/journal"
	"squall/attack/lab"
	"squall/attack/persist"
	"squall/attack/restore"
	"squall/attack/target"
	"squall/profiles"
	"squall/profiles/price"
	"squall/reports"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Where says where Lambda is looked at.
type Where struct {
	Target, Account, Region, Role string
	Plan                          *profiles.Plan // pins the account, unless Account and Region do
	Compress                      float64        // of a stand-in in this process
	Version                       string
	Began                         time.Time
	Tell                          func(string) // told when nothing of an account answers; may be nil
}

// Place is an account, or a stand-in.
type Place struct {
	Name, Account, Region string
	Standin               bool
	Compress              float64
	Target                *target.Target
	Close                 func()

	config   aws.Config
	requests aws.HTTPClient // nil: that of config
	endpoint string
	role     string
	run      string
	own, aws bool
}

// Open finds the place. Nothing is changed there.
func Open(ctx context.Context, w Where) (*Place, error) {
	p := &Place{Close: func() {}, run: fmt.Sprintf("%s-%04x", w.Began.UTC().Format("20060102-150405"), w.Began.Nanosecond()&0xffff), role: w.Role}
	var err error
	switch {
	case w.Target == "aws":
		err = p.account(ctx, w)
	case w.Account+w.Region+w.Role != "":
		err = errors.New("--account, --region and --role belong to --target aws")
	case w.Target == "local":
		err = p.start(ctx, w)
	case strings.HasPrefix(w.Target, "http://"):
		u, bad := url.Parse(w.Target)
		if bad != nil || u.Host == "" {
			return nil, fmt.Errorf("--target %q: want http://HOST:PORT", w.Target)
		}
		err = p.reach(ctx, "http://"+u.Host)
	default:
		err = fmt.Errorf("--target %q: want local, aws or http://HOST:PORT", w.Target)
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// account is the pinned one on AWS, or what stands in for it at AWS_ENDPOINT_URL.
func (p *Place) account(ctx context.Context, w Where) error {
	pinned := profiles.Account{ID: w.Account, Region: w.Region}
	if w.Plan.Guard.Pinned {
		of := w.Plan.Arms[0].World.Account
		if w.Account != "" && w.Account != of.ID || w.Region != "" && w.Region != of.Region {
			return fmt.Errorf("--account and --region say %s in %s, and the profile pins %s in %s", orNone(w.Account), orNone(w.Region), of.ID, of.Region)
		}
		pinned = of
	}
	if pinned.ID == "" || pinned.Region == "" {
		return errors.New("the account is not pinned: give --account NUMBER and --region REGION, or a profile that has account: {id: ..., region: ...}")
	}
	mark := "squall/" + w.Version + " conform"
	s, err := cloud.Open(ctx, cloud.Options{Account: pinned, Mark: mark, Tell: w.Tell})
	if err != nil {
		return err
	}
	// Requests may run for longer than an answer of the control plane takes.
	p.requests = &http.Client{Transport: cloud.Marked(nil, mark)}
	p.aws, p.Name, p.Account, p.Region, p.config, p.endpoint, p.Target = true, s.Where(), s.Account, s.Region, s.Config, s.Endpoint, s.Target()
	if s.Endpoint != "" {
		p.stands(ctx)
	}
	if p.role == "" && !p.Standin {
		return errors.New("--role is missing: the ARN of a role that the function takes; docs/conform.md shows how to make one")
	}
	return nil
}

// stands asks whether a stand-in is at the endpoint, and how its waits go.
func (p *Place) stands(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	h, err := target.New(target.Options{Endpoint: p.endpoint}).Health(ctx)
	if err != nil || h.Status == "" {
		return
	}
	p.Standin, p.Compress = true, h.Compress
	if p.role == "" {
		p.role = "arn:aws:iam::" + p.Account + ":role/squall"
	}
}

// start runs a stand-in in this process, which runs the function as a process.
func (p *Place) start(ctx context.Context, w Where) error {
	if w.Compress < 1 {
		return fmt.Errorf("--compress %g: want 1 or more", w.Compress)
	}
	s, err := standin.New(standin.Options{Seed: w.Plan.Seed, Compress: w.Compress, World: &w.Plan.Arms[0].World, Version: w.Version, Processes: true})
	if err != nil {
		return err
	}
	serve, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- s.Serve(serve) }()
	p.own = true
	p.Close = func() {
		stop()
		<-done
	}
	return p.reach(ctx, s.Endpoint())
}

// reach is a stand-in at an address.
func (p *Place) reach(ctx context.Context, endpoint string) error {
	p.endpoint, p.Name = endpoint, strings.TrimPrefix(endpoint, "http://")
	if p.own {
		p.Name = "in this process"
	}
	health, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	h, err := target.New(target.Options{Endpoint: endpoint}).Health(health)
	if err != nil {
		return fmt.Errorf("no stand-in answers at %s: start one with squall serve --processes: %w", endpoint, err)
	}
	p.Account, p.Region, p.Compress, p.Standin = h.Account, h.Region, h.Compress, true
	p.role = "arn:aws:iam::" + p.Account + ":role/squall"
	p.config = aws.Config{BaseEndpoint: &endpoint, Region: p.Region, Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", ""), Retryer: persist.Retryer}
	p.Target = target.New(target.Options{Endpoint: endpoint, Account: p.Account, Region: p.Region})
	return nil
}

// Journal is what the changes are made on, for whoever takes them back.
func (p *Place) Journal() journal.Place {
	return journal.Place{Endpoint: p.endpoint, Account: p.Account, Region: p.Region, AWS: p.aws, Run: p.run, Own: p.own}
}

// Lab is a lab there.
func (p *Place) Lab(code []byte, arch string, j *journal.Journal) *lab.Lab {
	return lab.New(lab.Options{Config: p.config, Requests: p.requests, Account: p.Account, Region: p.Region, Run: p.run, Role: p.role, Code: code, Architecture: arch,
		Compress: p.Compress, Standin: p.Standin, Target: p.Target, Journal: j})
}

// takenWithin bounds the deletion.
const takenWithin = 5 * time.Minute

// TakeAway deletes what was made, also once ctx has ended, and says what could
// not be.
func (p *Place) TakeAway(ctx context.Context, j *journal.Journal) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takenWithin)
	defer cancel()
	left := []string{}
	rows, err := restore.Run(ctx, p.Target, j, false)
	for _, row := range rows {
		if row.Left() {
			left = append(left, fmt.Sprintf("%s: %v", row.What, cloud.Explained(row.Err)))
		}
	}
	if err != nil {
		left = append(left, err.Error())
	}
	return left
}

// Agreement is how a user agrees to what it costs.
type Agreement struct {
	Yes    bool
	Budget float64 // US dollars; 0: none is given
	TTY    bool
	In     io.Reader
	Out    io.Writer
	Width  int
}

// ErrDeclined is the error of somebody who was asked and said no.
var ErrDeclined = errors.New("nothing was done")

// Terms says what is made there, and what it costs at most.
func (p *Place) Terms(b Bound) string {
	where, provisions := p.Name, ""
	if !p.aws {
		where = "a stand-in of squall, " + p.Name
	}
	if b.Provisioned > 0 {
		provisions = fmt.Sprintf("provisions up to %d environments of it, for minutes;\n  ", b.Provisioned)
	}
	return fmt.Sprintf(`On %s:
  makes function squall-conform-%s (%d MB, role %s)
  and two queues of that name, and deletes them with the function's log group;
  reserves concurrency of 1 for it, for about two minutes in all;
  %sat most %d requests, $%.4f on Lambda if every one ran into its timeout; queues
  and logs are not in it; about %v on AWS.
`, where, p.run, lab.Memory, p.role, provisions, b.Calls, b.USD, b.Takes.Round(time.Minute))
}

// Plan prints what would be looked at, and what that takes; nothing is changed.
func (p *Place) Plan(w io.Writer, width int, o *Options) error {
	if _, err := io.WriteString(w, p.Terms(o.Bound())); err != nil {
		return err
	}
	prices := price.Default()
	var rows [][]string
	for _, e := range o.chosen() {
		rows = append(rows, []string{e.name, strconv.Itoa(e.calls), fmt.Sprintf("$%.4f", e.usd(&prices)), e.takes.String(), strings.Join(e.rules, ", ")})
	}
	return reports.Table(w, width, []string{"experiment", "requests", "at most", "about", "rules"}, rows)
}

// Consent asks whether to go on, where that costs something.
func (p *Place) Consent(b Bound, a Agreement) error {
	if !p.aws || b.Calls == 0 {
		return nil
	}
	if _, err := io.WriteString(a.Out, p.Terms(b)); err != nil {
		return err
	}
	switch {
	case a.Budget > 0 && b.USD > a.Budget:
		return fmt.Errorf("--budget: it could cost $%.4f and $%.4f are allowed; --only looks at fewer rules", b.USD, a.Budget)
	case a.Yes, a.Budget > 0:
		return nil
	case !a.TTY:
		return errors.New("there is no terminal to ask on: say --yes, or --budget DOLLARS; nothing was changed")
	}
	fmt.Fprint(a.Out, "Do it? [y/N] ")
	answer, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return ErrDeclined
}
