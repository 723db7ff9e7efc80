// Package client lets other programs speak to the stand-in: the environment in
// which the AWS CLI and every SDK find it and nothing else, a stand-in for the
// aws command itself, and a shell in that environment.
//
// It reads no AWS configuration of the user's, and never lets a program see
// any: what runs here cannot reach real AWS by accident.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"squall/standin"
)

// Standin is where a stand-in answers, and as whom its clients come.
type Standin struct {
	Endpoint string
	Account  string // of twelve digits; "" is the stand-in's own
	Region   string // "" is the stand-in's own
}

// Find checks that a stand-in answers at the address, and fills in what was
// left to it.
func (s *Standin) Find(ctx context.Context) error {
	if err := s.check(); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/_squall/health", nil)
	if err != nil {
		return fmt.Errorf("endpoint %s: %w", s.Endpoint, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no stand-in answers at %s (%w); start one with `squall serve`, or name another with --endpoint", s.Endpoint, err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	var h standin.Health
	err = json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&h)
	if err != nil || res.StatusCode != http.StatusOK || h.Squall == "" {
		return fmt.Errorf("what answers at %s is no stand-in of squall (status %d)", s.Endpoint, res.StatusCode)
	}
	if s.Region == "" {
		s.Region = h.Region
	}
	return nil
}

func (s *Standin) check() error {
	u, err := url.Parse(s.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("endpoint %q: want http://HOST:PORT, for example http://127.0.0.1:9400", s.Endpoint)
	}
	if host := u.Hostname(); host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return fmt.Errorf("endpoint %q: a stand-in is on this machine, so only a loopback address is taken", s.Endpoint)
	}
	if s.Account != "" && (len(s.Account) != 12 || strings.Trim(s.Account, "0123456789") != "") {
		return fmt.Errorf("account %q: want twelve digits", s.Account)
	}
	s.Endpoint = strings.TrimSuffix(s.Endpoint, "/")
	return nil
}

// own are the variables of the caller's environment that would lead a client
// elsewhere, or make it somebody.
func own(name string) bool {
	return strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "BOTO_") || name == "SQUALL_ENDPOINT" || name == "SQUALL_ACCOUNT"
}

// Environment is a caller's environment with the stand-in in place of AWS.
func (s *Standin) Environment(caller []string) []string {
	var out []string
	for _, entry := range caller {
		if name, _, _ := strings.Cut(entry, "="); !own(name) {
			out = append(out, entry)
		}
	}
	key := s.Account
	if key == "" {
		key = "squall"
	}
	// Clients that read a file of settings find an empty one, and none asks a
	// machine in the cloud who it is.
	return append(out,
		"AWS_ENDPOINT_URL="+s.Endpoint, "SQUALL_ENDPOINT="+s.Endpoint,
		"AWS_REGION="+s.Region, "AWS_DEFAULT_REGION="+s.Region,
		"AWS_ACCESS_KEY_ID="+key, "AWS_SECRET_ACCESS_KEY=squall",
		"AWS_CONFIG_FILE="+nowhere, "AWS_SHARED_CREDENTIALS_FILE="+nowhere, "BOTO_CONFIG="+nowhere,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=")
}

// ErrNoCLI says that there is no aws command.
var ErrNoCLI = errors.New("there is no aws command on the PATH; install the AWS CLI (Debian: apt-get install awscli)")
