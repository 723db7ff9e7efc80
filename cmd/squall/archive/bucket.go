package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// bucket is a store in S3, reached as every client of AWS reaches it: by the
// environment and the shared configuration.
type bucket struct {
	client         *s3.Client
	bucket, prefix string
}

// patience is how long S3 may take for one request.
const patience = 30 * time.Second

func openBucket(address string) (Store, error) {
	name, prefix, _ := strings.Cut(address, "/")
	if name == "" {
		return nil, fmt.Errorf("history s3://%s: want s3://BUCKET/PREFIX", address)
	}
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		return nil, fmt.Errorf("history s3://%s: %w", address, err)
	}
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = cfg.BaseEndpoint != nil })
	return &bucket{client: client, bucket: name, prefix: prefix}, nil
}

// Put implements Store. S3 itself refuses a key that is taken, so that two who
// write at once cannot both win.
func (b *bucket) Put(ctx context.Context, name string, data []byte) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	key := b.prefix + name
	if _, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.bucket, Key: &key}); err == nil {
		return fmt.Errorf("s3://%s/%s: %w", b.bucket, key, errTaken)
	}
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.bucket, Key: &key, Body: bytes.NewReader(data), ContentType: aws.String("application/json"), IfNoneMatch: aws.String("*"),
	})
	var refused smithy.APIError
	if errors.As(err, &refused) && refused.ErrorCode() == "PreconditionFailed" {
		return fmt.Errorf("s3://%s/%s: %w", b.bucket, key, errTaken)
	}
	if err != nil {
		return fmt.Errorf("history: put s3://%s/%s: %w", b.bucket, key, err)
	}
	return nil
}

// List implements Store.
func (b *bucket) List(ctx context.Context) (names []string, err error) {
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.bucket, Prefix: &b.prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("history: list s3://%s/%s: %w", b.bucket, b.prefix, err)
		}
		for _, o := range page.Contents {
			if name := strings.TrimPrefix(aws.ToString(o.Key), b.prefix); isRecord(name) && !strings.Contains(name, "/") {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// Get implements Store.
func (b *bucket) Get(ctx context.Context, name string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	key := b.prefix + name
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.bucket, Key: &key})
	if err != nil {
		return nil, fmt.Errorf("history: get s3://%s/%s: %w", b.bucket, key, err)
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}
