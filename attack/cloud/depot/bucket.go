package depot

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"squall/attack/apierr"
)

// bucket keeps texts as objects. What a run has written stays, to be read.
type bucket struct {
	s3           *s3.Client
	name, prefix string
}

func newBucket(cfg aws.Config, name, prefix string) *bucket {
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
	return &bucket{client, name, prefix}
}

func (b *bucket) key(name string) *string { return aws.String(b.prefix + name) }

// Create implements store.
func (b *bucket) Create(ctx context.Context, name string, text []byte) (bool, error) {
	_, err := b.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &b.name, Key: b.key(name), Body: bytes.NewReader(text), IfNoneMatch: aws.String("*")})
	if code := apierr.Code(err); code == "PreconditionFailed" || code == "ConditionalRequestConflict" {
		return true, nil
	}
	return false, err
}

// Put implements store.
func (b *bucket) Put(ctx context.Context, name string, text []byte) error {
	_, err := b.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &b.name, Key: b.key(name), Body: bytes.NewReader(text)})
	return err
}

// Append implements store.
func (b *bucket) Append(ctx context.Context, name string, text []byte) error {
	return b.Put(ctx, name, text)
}

// Get implements store.
func (b *bucket) Get(ctx context.Context, name string) ([]byte, error) {
	out, err := b.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: b.key(name)})
	if apierr.Code(err) == "NoSuchKey" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}

// Delete implements store.
func (b *bucket) Delete(ctx context.Context, name string) error {
	_, err := b.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: b.key(name)})
	return err
}

// Ended implements store.
func (b *bucket) Ended(context.Context, string) error { return nil }
