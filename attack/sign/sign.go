// Package sign signs HTTP requests as AWS wants them, by Signature Version 4:
// those to an API, a function URL or any other service's endpoint.
//
// It finds credentials before there is load, assumes a role where one is named,
// and renews what expires. It sends nothing of a hit.
package sign

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"squall/profiles"
)

// Source is where credentials come from.
type Source struct {
	Own      aws.CredentialsProvider // nil: what the AWS SDK finds
	Endpoint string                  // of STS; "": AWS's own
	Region   string
}

// Signer signs the requests of one entry.
type Signer struct {
	credentials     aws.CredentialsProvider
	service, region string
	signer          *v4.Signer
	now             func() time.Time
}

// New finds the credentials that an entry is signed with. An error says why
// there are none.
func New(ctx context.Context, s *profiles.SigV4, from Source) (*Signer, error) {
	p := &Signer{service: s.Service, region: cmp.Or(s.Region, from.Region), signer: v4.NewSigner(), now: time.Now}
	cfg := aws.Config{Region: from.Region, Credentials: from.Own}
	if from.Endpoint != "" {
		cfg.BaseEndpoint = &from.Endpoint
	}
	if from.Own == nil {
		var err error
		if cfg, err = config.LoadDefaultConfig(ctx); err != nil {
			return nil, fmt.Errorf("sigv4: the AWS SDK's settings cannot be read: %w", err)
		}
		cfg.Region = cmp.Or(cfg.Region, p.region)
	}
	p.credentials = cfg.Credentials
	if s.Role != "" {
		p.credentials = stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), s.Role, func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = "squall" })
	}
	// Renewed ahead of time, so that no hit waits for it.
	p.credentials = aws.NewCredentialsCache(p.credentials, func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = 5 * time.Minute })
	if _, err := p.credentials.Retrieve(ctx); err != nil {
		if s.Role != "" {
			return nil, fmt.Errorf("sigv4: role %s cannot be assumed: %w", s.Role, err)
		}
		return nil, fmt.Errorf("sigv4: there are no credentials: %w; set AWS_PROFILE, or what else the AWS SDK takes them from", err)
	}
	return p, nil
}

// Sign implements send.Signer.
func (p *Signer) Sign(ctx context.Context, req *http.Request, body []byte) error {
	who, err := p.credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("sigv4: credentials: %w", err)
	}
	// What is said to the next hop alone may be another thing where it is checked.
	if hop := req.Header["Connection"]; hop != nil {
		delete(req.Header, "Connection")
		defer func() { req.Header["Connection"] = hop }()
	}
	sum := sha256.Sum256(body)
	return p.signer.SignHTTP(ctx, who, req, hex.EncodeToString(sum[:]), p.service, p.region, p.now())
}
