package standin_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"squall/profiles"
	"squall/profiles/read"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// keptProfile has a function whose first attempt fails now and then.
const keptProfile = `name: kept
waits: 1000x
functions:
  - {name: busy, model: {duration: {constant: 5ms}, errors: 20%}, reserved: 20, async: {dead_letter: sqs:dead}}
  - {name: fails, model: {duration: {constant: 5ms}, errors: 100%}}
attack: [{path: sdk, function: busy, phases: [{for: 1s, rate: 1/s}]}]
`

const keptFolder = "SQUALL_TEST_KEPT"

// TestMain lets this binary be the stand-in that another one kills.
func TestMain(m *testing.M) {
	if os.Getenv(ownProgram) != "" {
		serveProgram()
	}
	if dir := os.Getenv(keptFolder); dir != "" {
		if err := serveKept(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func keptWorld() (*profiles.Plan, error) { return read.Profile("kept.yaml", []byte(keptProfile), nil) }

// begin makes a stand-in that keeps its state, and installs its profile unless
// it goes on.
func begin(ctx context.Context, dir string) (*standin.Standin, chan error, error) {
	plan, err := keptWorld()
	if err != nil {
		return nil, nil, err
	}
	world := &plan.Arms[0].World
	s, err := standin.New(standin.Options{Seed: plan.Seed, Compress: plan.Compress, World: world, Keep: dir, Diag: os.Stderr})
	if err != nil {
		return nil, nil, err
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	if !s.Resumed() {
		err = s.Install(ctx, world)
	}
	return s, done, errors.Join(err, s.Begun())
}

func serveKept(dir string) error {
	if err := cramp(); err != nil {
		return err
	}
	s, done, err := begin(context.Background(), dir)
	if err != nil {
		return err
	}
	fmt.Println(s.Endpoint())
	return <-done
}

// killable is a stand-in in a process of its own.
type killable struct {
	t        *testing.T
	cmd      *exec.Cmd
	endpoint string
	lambda   *lambda.Client
	sqs      *sqs.Client
}

func spawn(t *testing.T, dir string) *killable {
	t.Helper()
	k := &killable{t: t, cmd: exec.Command(os.Args[0], "-test.run=^$")}
	k.cmd.Env = append(os.Environ(), keptFolder+"="+dir)
	k.cmd.Stderr = os.Stderr
	out, err := k.cmd.StdoutPipe()
	if err == nil {
		err = k.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the stand-in did not start: %v", err)
	}
	k.endpoint = strings.TrimSpace(line)
	config := aws.Config{Region: "us-east-1", BaseEndpoint: &k.endpoint, Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} }, HTTPClient: &http.Client{Transport: &http.Transport{}}}
	k.lambda, k.sqs = lambda.NewFromConfig(config), sqs.NewFromConfig(config)
	return k
}

func (k *killable) kill() {
	_ = k.cmd.Process.Kill() // it may have gone
	_ = k.cmd.Wait()
}

// told is what clients were told that it was done.
type told struct {
	mu       sync.Mutex
	messages map[string]string // body by id
	events   map[string]bool   // by their request ids
	memory   map[string]int    // of functions, the latest that was acknowledged
	asked    map[string]int    // the latest that was asked for
	queues   map[string]bool
	work     map[string]bool // bodies that a trigger takes to a function that fails
}

func (o *told) add(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

// load writes until the stand-in is gone, each client one thing after another,
// and says when so many are done.
func (k *killable) load(round int, o *told, after int64) (*sync.WaitGroup, chan struct{}) {
	var count atomic.Int64
	reached := make(chan struct{})
	ctx := context.Background()
	var wg sync.WaitGroup
	each := func(client int, do func(i int) error) {
		wg.Go(func() {
			for i := 0; do(i) == nil; i++ {
				if count.Add(1) == after {
					close(reached)
				}
			}
		})
	}
	url := k.endpoint + "/111122223333/jobs"
	each(0, func(i int) error {
		body := fmt.Sprintf("%d/%d", round, i)
		out, err := k.sqs.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body})
		if err == nil {
			o.add(func() { o.messages[*out.MessageId] = body })
		}
		return err
	})
	for client := range 2 {
		each(client, func(i int) error {
			payload := fmt.Appendf(nil, `{"id":"%d-%d-%d"}`, round, client, i)
			id, err := k.event(payload)
			if err == nil {
				o.add(func() { o.events[id] = true })
			}
			return err
		})
	}
	work := k.endpoint + "/111122223333/work"
	each(5, func(i int) error {
		body := fmt.Sprintf("work %d/%d", round, i)
		_, err := k.sqs.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &work, MessageBody: &body})
		if err == nil {
			o.add(func() { o.work[body] = true })
		}
		return err
	})
	each(6, func(int) error { // nothing of it lasts, and it is in hand at the kill
		_, err := k.lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("busy"), Payload: []byte("{}")})
		return err
	})
	each(3, func(i int) error {
		name, memory := fmt.Sprintf("f%d", i%3), 128+i%1000
		o.add(func() { o.asked[name] = memory })
		err := k.function(name, memory, o)
		if err == nil {
			o.add(func() { o.memory[name] = memory })
		}
		return err
	})
	each(4, func(i int) error {
		name := fmt.Sprintf("q-%d-%d", round, i)
		_, err := k.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name})
		if err == nil {
			o.add(func() { o.queues[name] = true })
		}
		return err
	})
	return &wg, reached
}

// event invokes asynchronously and gives the id of the request.
func (k *killable) event(payload []byte) (string, error) {
	r, err := http.NewRequest(http.MethodPost, k.endpoint+"/2015-03-31/functions/busy/invocations", strings.NewReader(string(payload)))
	if err != nil {
		return "", err
	}
	r.Header.Set("X-Amz-Invocation-Type", "Event")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusAccepted {
		return "", errors.New(resp.Status)
	}
	return resp.Header.Get("X-Amzn-Requestid"), nil
}

// function gives a function so much memory; the first time it makes it.
func (k *killable) function(name string, memory int, o *told) error {
	ctx := context.Background()
	size := int32(memory)
	_, err := k.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: &name, MemorySize: &size})
	var none *lambdatypes.ResourceNotFoundException
	if errors.As(err, &none) {
		_, err = k.lambda.CreateFunction(ctx, &lambda.CreateFunctionInput{FunctionName: &name, MemorySize: &size, Role: aws.String("arn:aws:iam::111122223333:role/r"),
			Runtime: lambdatypes.RuntimeProvidedal2023, Handler: aws.String("h"), Code: &lambdatypes.FunctionCode{ZipFile: emptyZip}})
	}
	return err
}

// emptyZip is the end of a zip without files.
var emptyZip = append([]byte("PK\x05\x06"), make([]byte, 18)...)

// A stand-in that is killed at any moment under load, and started again, has
// everything that a client was told it has; every event that was accepted ends.
func TestKilledStandinKeepsWhatItTold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	o := &told{messages: map[string]string{}, events: map[string]bool{}, memory: map[string]int{}, asked: map[string]int{}, queues: map[string]bool{}, work: map[string]bool{}}
	r := rand.New(rand.NewPCG(7, 7))
	k := spawn(t, dir)
	if _, err := k.sqs.CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: aws.String("jobs")}); err != nil {
		t.Fatal(err)
	}
	k.trigger()
	for round := range 4 {
		wg, reached := k.load(round, o, 20+r.Int64N(150))
		<-reached
		k.kill()
		wg.Wait()
		k = spawn(t, dir)
		k.check(o)
	}
	t.Logf("%d messages, %d events, %d queues, %d messages of a trigger outlived four kills", len(o.messages), len(o.events), len(o.queues), len(o.work))
	k.settled(o)
	k.buried(o)
}

// check compares what there is with what clients were told.
func (k *killable) check(o *told) {
	k.t.Helper()
	ctx := context.Background()
	for name, acknowledged := range o.memory {
		f, err := k.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name})
		if err != nil {
			k.t.Fatalf("%s: %v", name, err)
		}
		if got := int(*f.MemorySize); got != acknowledged && got != o.asked[name] {
			k.t.Errorf("%s has %d MB; %d were acknowledged, %d asked for", name, got, acknowledged, o.asked[name])
		}
		o.memory[name], o.asked[name] = int(*f.MemorySize), int(*f.MemorySize)
	}
	there := map[string]bool{}
	pages := sqs.NewListQueuesPaginator(k.sqs, &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, url := range page.QueueUrls {
			there[url[strings.LastIndexByte(url, '/')+1:]] = true
		}
	}
	for name := range o.queues {
		if !there[name] {
			k.t.Errorf("the queue %s is gone", name)
		}
	}
}
