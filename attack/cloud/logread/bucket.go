package logread

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// bucket reads the files that a load balancer has put into a bucket since the
// run began. Their names begin with account, region and day.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-file-format
func (r *Reader) bucket(ctx context.Context, place string) (lines []string, err error) {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(place, "s3://"), "/")
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	prefix += "AWSLogs/" + r.account + "/elasticloadbalancing/" + r.region + "/"
	today := r.now().UTC()
	for day := r.began.UTC(); !day.After(today); day = day.Add(24 * time.Hour) {
		got, err := r.day(ctx, bucket, prefix+day.Format("2006/01/02/"))
		lines = append(lines, got...)
		if err != nil {
			return lines, fmt.Errorf("access log %s: %w", place, err)
		}
	}
	return lines, nil
}

func (r *Reader) day(ctx context.Context, bucket, prefix string) (lines []string, err error) {
	pages := s3.NewListObjectsV2Paginator(r.s3, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return lines, err
		}
		for _, o := range page.Contents {
			name := bucket + "/" + aws.ToString(o.Key)
			// Times of objects are whole seconds.
			if r.files[name] || aws.ToTime(o.LastModified).Before(r.began.Add(-time.Second)) || !strings.HasSuffix(name, ".gz") {
				continue
			}
			got, err := r.file(ctx, bucket, aws.ToString(o.Key))
			if err != nil {
				return lines, fmt.Errorf("%s: %w", name, err)
			}
			r.files[name] = true
			lines = append(lines, got...)
		}
	}
	return lines, nil
}

// longestFile bounds what one file may unfold to.
const longestFile = 1 << 30

func (r *Reader) file(ctx context.Context, bucket, key string) (lines []string, err error) {
	out, err := r.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	unzipped, err := gzip.NewReader(out.Body)
	if err != nil {
		return nil, err
	}
	scan := bufio.NewScanner(io.LimitReader(unzipped, longestFile))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		if line := strings.TrimSpace(scan.Text()); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, scan.Err()
}
