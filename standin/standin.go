// Package standin assembles the local Lambda: the rule book in its live shell,
// the AWS APIs on one port, a door on a port of its own each, and the control
// page of the stand-in itself under /_squall/. It listens on loopback only.
//
// What Lambda does is decided in standin/core; what a client sees of it in
// standin/outcome and the API folders.
package standin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"squall/profiles"
	"squall/standin/address"
	"squall/standin/awsapi"
	"squall/standin/awsapi/cloudwatch"
	"squall/standin/awsapi/codedeploy"
	"squall/standin/awsapi/elbv2"
	"squall/standin/awsapi/events"
	"squall/standin/awsapi/fis"
	"squall/standin/awsapi/iam"
	"squall/standin/awsapi/kms"
	"squall/standin/awsapi/lambda"
	"squall/standin/awsapi/logs"
	"squall/standin/awsapi/quotas"
	"squall/standin/awsapi/s3"
	"squall/standin/awsapi/scheduler"
	"squall/standin/awsapi/sns"
	"squall/standin/awsapi/sqs"
	"squall/standin/awsapi/ssm"
	"squall/standin/awsapi/sts"
	"squall/standin/balance"
	"squall/standin/brought"
	"squall/standin/certificate"
	"squall/standin/door"
	"squall/standin/door/route"
	"squall/standin/experiment"
	"squall/standin/gateway"
	"squall/standin/invoke"
	"squall/standin/kept"
	"squall/standin/live"
	"squall/standin/timetable"
)

// Options say what stand-in to make. The zero value listens on free ports.
type Options struct {
	Listen   string // of the AWS APIs; the doors take the ports behind it, or free ones when its port is 0
	Seed     uint64
	Compress float64 // 0 is 1
	World    *profiles.World
	Version  string            // of squall, for /_squall/health
	Settle   time.Duration     // how long functions that clients create are Pending, and updates InProgress
	TLS      string            // file to write the certificate into that clients must trust; "" is plain HTTP
	Keys     map[string]string // keyring by access key: who does not sign with one is refused; nil: nobody has to sign
	Enforce  bool              // IAM: roles must have been created, and policies decide who may invoke
	// ControlRate limits calls a second of Lambda's control plane, for each
	// account and Region; lambda.Rate is AWS's, 0 no limit.
	ControlRate float64
	// Processes lets functions of runtime provided that clients create run, as
	// processes of this user.
	Processes bool
	// Programs are those that functions of profiles may be, as processes.
	Programs []*profiles.Process
	Keep     string // folder in which the state outlives the process; "": it does not
	// Wait waits for an instant at which a stand-in comes back that a fault has
	// killed; nil: it is back at once. Die is the death of the process by such a
	// fault; nil: faults model it. Both need Keep.
	Wait func(until time.Time) error
	Die  func()
	Diag io.Writer // told what becomes of it
}

// Standin is a local Lambda that listens. Serve makes it answer.
type Standin struct {
	options  Options
	loop     *live.Loop
	objects  *s3.Storage
	balance  *balance.Store
	gateways *gateway.Store
	wanted   quotas.Requests
	zips     brought.Zips
	hooked   codedeploy.Reports
	stored   ssm.Parameters
	trials   experiment.Store
	calendar timetable.Store
	crew     crew
	doors    *door.Doors
	memory   *kept.State // nil: nothing is kept
	resumed  bool        // from what was kept
	servers  []*http.Server
	sockets  []net.Listener
	endpoint string
	secure   *tls.Config       // nil: plain HTTP
	addrs    map[string]string // by door

	mu         sync.Mutex // guards what follows
	now        Config
	configured int // times
}

// New listens on every port, so that an address in use is an error before
// anything runs.
func New(o Options) (*Standin, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.Compress == 0 {
		o.Compress = 1
	}
	host, port, err := address.Check(o.Listen, o.Keys != nil)
	if err != nil {
		return nil, err
	}
	s := assemble(o)
	err = s.hire()
	if err == nil && o.TLS != "" {
		s.secure, err = certificate.Make(o.TLS, host, o.World.Account.Region)
	}
	if err == nil && o.Keep != "" {
		err = s.recall()
	}
	if err == nil {
		err = s.listen(host, port)
	}
	if err == nil && o.Keep != "" {
		err = s.keep()
	}
	if err != nil {
		s.closeSockets()
		return nil, errors.Join(err, s.crew.close(), s.memory.Close())
	}
	return s, nil
}

// assemble makes everything but the sockets.
func assemble(o Options) *Standin {
	account := o.World.Account
	s := &Standin{options: o, objects: s3.NewStorage(), addrs: map[string]string{}, now: Config{Compress: o.Compress, Seed: o.Seed, World: *o.World}}
	s.calendar.SetCompress(time.Now(), o.Compress)
	s.balance = balance.New(func() string { return "localhost" + portOf(s.addrs["alb"]) })
	s.gateways = gateway.New(func(api string) string {
		return "http://" + api + ".execute-api." + account.Region + ".localhost" + portOf(s.addrs["apigw-http"])
	})
	l := live.Options{Account: account.ID, Region: account.Region, Limit: account.Concurrency,
		Rules: Rules(o.World, o.Seed, o.Compress), Enforce: o.Enforce, Settle: o.Settle,
		URL: s.functionURL, Store: s.objects.Store, Emptied: s.emptied}
	if s.runs() {
		l.Processes, l.Bring = &s.crew, o.Processes
	}
	s.loop = live.New(l)
	s.doors = door.New(door.Config{Invoker: s.loop, Account: account.ID, Region: account.Region, Origins: o.Enforce, Balancers: s.balance, Gateways: s.gateways})
	return s
}

// emptied forgets what the loop does not own, when that is reset.
func (s *Standin) emptied() {
	s.objects.Reset()
	s.balance.Reset()
	s.gateways.Reset()
	s.wanted.Reset()
	s.hooked.Reset()
	s.zips.Reset()
	s.stored.Reset()
	s.trials.Reset()
	s.calendar.Reset()
}

// lambdaAPI is the Lambda API, with a limit when there is to be one.
func (s *Standin) lambdaAPI() http.Handler {
	b := brought.Backend{Loop: s.loop, Storage: s.objects, Zips: &s.zips}
	if s.options.ControlRate > 0 {
		return looked(lambda.NewLimited(b, s.options.ControlRate, time.Now))
	}
	return looked(lambda.New(b))
}

// services are the AWS APIs of the stand-in.
func (s *Standin) services() []awsapi.Service {
	account := s.options.World.Account
	calendar := scheduler.New(scheduler.Options{Account: account.ID, Region: account.Region, Store: &s.calendar}, s.loop)
	all := []awsapi.Service{
		calendar.As(awsapi.Scheduler),
		codedeploy.New(codedeploy.Options{Account: account.ID, Region: account.Region, Reports: &s.hooked}).As(awsapi.CodeDeploy),
		ssm.New(ssm.Options{Account: account.ID, Region: account.Region, Parameters: &s.stored}).As(awsapi.SSM),
		fis.New(gateway.Place{Account: account.ID, Region: account.Region}, &s.trials, s.loop).As(awsapi.FIS),
		quotas.New(quotas.Options{Account: account.ID, Region: account.Region, Delay: s.options.Settle, Requests: &s.wanted}, s.loop).As(awsapi.Quotas),
		logs.New(logs.Options{Account: account.ID, Region: account.Region}, s.loop).As(awsapi.Logs),
		s.gatewayAPIs(),
		elbv2.New(elbv2.Options{Account: account.ID, Region: account.Region, Now: time.Now, Admits: s.admits}, s.balance).As(awsapi.Balancing),
		iam.New(iam.Options{Account: account.ID}, s.loop).As(awsapi.IAM),
		sts.New(sts.Options{Account: account.ID, Region: account.Region}, s.loop).As(awsapi.STS),
		cloudwatch.New(cloudwatch.Options{Account: account.ID, Region: account.Region, Strikes: s.loop.Strikes}, s.loop).As(awsapi.CloudWatch),
		awsapi.Lambda(s.lambdaAPI()).With(lambda.Operations()),
		kms.New(kms.Options{Account: account.ID, Region: account.Region}, s.loop).As(awsapi.KMS),
		awsapi.S3(s3.New(s3.Options{Account: account.ID, Region: account.Region}, s.objects, s.loop)).With(s3.Operations()),
		sns.New(sns.Options{Account: account.ID, Region: account.Region}, s.loop).As(awsapi.SNS),
		events.New(events.Options{Account: account.ID, Region: account.Region}, s.loop).As(awsapi.Events),
		awsapi.SQS(sqs.New(sqs.Options{Account: account.ID, Region: account.Region}, s.loop)).With(sqs.Operations()),
	}
	calendar.Through(all...)
	return all
}

func (s *Standin) listen(host string, port int) error {
	mux := http.NewServeMux()
	s.routes(mux)
	mux.Handle("/", s.guarded(awsapi.Broken(awsapi.New(s.services()...), s.loop.Strikes)))
	front := s.local(mux)
	if s.runs() {
		front = own(mux)
	}
	addr, err := s.open(host, port, s.lasting(front))
	if err != nil {
		return err
	}
	s.endpoint = s.scheme() + addr
	for i, name := range invoke.Doors {
		if i == invoke.DoorSDK {
			continue
		}
		h, err := s.doors.Handler(name)
		if err != nil {
			return err
		}
		next := 0
		if port != 0 {
			next = port + i
		}
		if addr, err = s.open(host, next, h); err != nil {
			return fmt.Errorf("door %s: %w", name, err)
		}
		s.addrs[name] = s.scheme() + addr
		if name == "apigw-rest" {
			s.addrs[name] += "/" + route.Stage
		}
	}
	return nil
}

// scheme begins every address.
func (s *Standin) scheme() string {
	if s.secure != nil {
		return "https://"
	}
	return "http://"
}

// open listens on one port and keeps the server for Serve.
func (s *Standin) open(host string, port int, h http.Handler) (string, error) {
	socket, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	switch {
	case err != nil && port == 0:
		return "", fmt.Errorf("cannot listen: %w; no port is free, those of connections that have ended are in a minute", err)
	case err != nil:
		return "", fmt.Errorf("cannot listen: %w; choose another port with --listen", err)
	}
	if s.secure != nil {
		socket = tls.NewListener(socket, s.secure)
	}
	s.sockets = append(s.sockets, socket)
	s.servers = append(s.servers, &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 30 * time.Second,
		IdleTimeout:       10 * time.Minute,
		MaxHeaderBytes:    1 << 20,
		ErrorLog:          log.New(io.Discard, "", 0), // clients that hang up are their own affair
	})
	return socket.Addr().String(), nil
}

// Endpoint is the address of the AWS APIs.
func (s *Standin) Endpoint() string { return s.endpoint }

// Doors are the addresses of the doors, by path.
func (s *Standin) Doors() map[string]string { return s.addrs }

// Serve answers until ctx ends, then closes everything.
func (s *Standin) Serve(ctx context.Context) error {
	loopCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { defer s.calendar.Reset(); s.loop.Run(loopCtx) }) // then nothing is called any more
	s.memory.Run()
	failed := make(chan error, len(s.servers))
	for i, server := range s.servers {
		wg.Go(func() {
			if err := server.Serve(s.sockets[i]); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("serve %s: %w", s.sockets[i].Addr(), err)
			}
		})
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	for _, server := range s.servers {
		err = errors.Join(err, server.Close())
	}
	err = errors.Join(err, s.memory.Stop())
	stop()
	wg.Wait()
	return errors.Join(err, s.crew.close(), s.memory.Close())
}

func (s *Standin) closeSockets() {
	for _, socket := range s.sockets {
		_ = socket.Close()
	}
}
