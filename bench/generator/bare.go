package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// bare is what somebody writes who only needs load on a function: goroutines
// around the SDK's Invoke, a clock, and a counter. It keeps nothing.
type bare struct {
	client  *lambda.Client
	input   lambda.InvokeInput
	ok, bad atomic.Uint64
}

// loop is the process that squall is compared with.
func loop(args []string, out io.Writer) error {
	f := flag.NewFlagSet("loop", flag.ContinueOnError)
	endpoint := f.String("endpoint", "", "of the Invoke API")
	length := f.Duration("for", 0, "how long")
	rate := f.Int("rate", 0, "arrivals a second; 0: as fast as the workers can")
	workers := f.Int("workers", 1, "goroutines of the closed loop")
	tail := f.Bool("tail", false, "ask for the log tail, as squall does")
	if err := f.Parse(args); err != nil {
		return err
	}
	b := &bare{input: lambda.InvokeInput{FunctionName: aws.String(bareFunction), Payload: []byte(body)}}
	if *tail {
		b.input.LogType = types.LogTypeTail
	}
	b.client = lambda.New(lambda.Options{
		Region: "us-east-1", BaseEndpoint: endpoint, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", ""),
		HTTPClient:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1 << 20, MaxIdleConns: 1 << 20}},
	})
	if *rate > 0 {
		b.open(*rate, *length)
	} else {
		b.closed(*workers, *length)
	}
	_, err := fmt.Fprintln(out, b.ok.Load(), b.bad.Load())
	return err
}

func (b *bare) once() {
	in := b.input
	if out, err := b.client.Invoke(context.Background(), &in); err != nil || out.FunctionError != nil {
		b.bad.Add(1)
		return
	}
	b.ok.Add(1)
}

func (b *bare) closed(workers int, length time.Duration) {
	end := time.Now().Add(length)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for time.Now().Before(end) {
				b.once()
			}
		})
	}
	wg.Wait()
}

func (b *bare) open(rate int, length time.Duration) {
	began, gap := time.Now(), time.Second/time.Duration(rate)
	var wg sync.WaitGroup
	for n := range int(length / gap) {
		time.Sleep(time.Until(began.Add(time.Duration(n) * gap)))
		wg.Go(b.once)
	}
	wg.Wait()
}
