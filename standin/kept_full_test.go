package standin_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// keptRoom is how many bytes a file of a stand-in in another process may have,
// until it is sent SIGUSR1: what a full disk does.
const keptRoom = "SQUALL_TEST_ROOM"

// cramp makes this process one whose disk is full early.
func cramp() error {
	room, err := strconv.ParseUint(os.Getenv(keptRoom), 10, 64)
	if err != nil {
		return nil // it has all the room there is
	}
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	more := make(chan os.Signal, 1)
	signal.Notify(more, syscall.SIGUSR1)
	limit.Cur = room
	go func() {
		<-more
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) // the test fails without it
	}()
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// send gives the status of sending a message, and what was said to it.
func (k *killable) send(body string) (int, string) {
	k.t.Helper()
	r, err := http.NewRequest(http.MethodPost, k.endpoint, strings.NewReader(fmt.Sprintf(`{"QueueUrl":%q,"MessageBody":%q}`, k.endpoint+"/111122223333/jobs", body)))
	if err != nil {
		k.t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "AmazonSQS.SendMessage")
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

// A stand-in that cannot write says so to whoever would have to rely on it, goes
// on when there is room, and has all that it acknowledged after kill -9.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(keptRoom, "400000")
	k := spawn(t, dir)
	if _, err := k.sqs.CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: aws.String("jobs")}); err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for status := 0; ; {
		var said string
		if status, said = k.send(strings.Repeat("x", 20_000)); status == http.StatusOK {
			if acknowledged++; acknowledged > 100 {
				t.Fatal("the disk never was full")
			}
			continue
		}
		if status != http.StatusServiceUnavailable || !strings.Contains(said, "cannot keep its state") {
			t.Fatalf("%d %s", status, said)
		}
		break
	}
	if status, _ := k.send("one more"); status != http.StatusServiceUnavailable {
		t.Errorf("the next message: %d", status)
	}
	if err := k.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	for status := 0; status != http.StatusOK; { // it has as much room as it wants in a moment
		status, _ = k.send("there is room")
	}
	k.kill()
	t.Setenv(keptRoom, "")
	k = spawn(t, dir)
	out, err := k.sqs.GetQueueAttributes(context.Background(), &sqs.GetQueueAttributesInput{QueueUrl: aws.String(k.endpoint + "/111122223333/jobs"), AttributeNames: []sqstypes.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	// The one that was refused may be there: it is not known what became of it.
	if n, _ := strconv.Atoi(out.Attributes["ApproximateNumberOfMessages"]); n < acknowledged+1 || n > acknowledged+2 {
		t.Errorf("%d messages of %d", n, acknowledged+1)
	}
}
