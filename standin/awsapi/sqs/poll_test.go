package sqs

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/sqs"
)

// pipes is a listener whose connections are net.Pipes, which a synctest bubble
// can see through.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours, nil
}

// bubble runs a test with the real server, client and a queue on made-up time.
func bubble(t *testing.T, test func(t *testing.T, c *client.Client, url *string)) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		server := &http.Server{Handler: New(Options{Account: "1", Region: "us-east-1"}, newOwner())}
		go server.Serve(p)
		transport := &http.Transport{DialContext: p.dial}
		c := sdk("http://standin", &http.Client{Transport: transport})
		out, err := c.CreateQueue(t.Context(), &client.CreateQueueInput{QueueName: aws.String("q")})
		if err != nil {
			t.Fatal(err)
		}
		test(t, c, out.QueueUrl)
		transport.CloseIdleConnections()
		server.Close()
	})
}

func send(t *testing.T, c *client.Client, url *string, delay int32) {
	t.Helper()
	if _, err := c.SendMessage(t.Context(), &client.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x"), DelaySeconds: delay}); err != nil {
		t.Error(err)
	}
}

func TestLongPoll(t *testing.T) {
	for _, tc := range []struct {
		name string
		wait int32
		prep func(t *testing.T, c *client.Client, url *string)
		n    int
		took time.Duration
	}{
		{"short poll of nothing", 0, nil, 0, 0},
		{"nothing comes", 20, nil, 0, 20 * time.Second},
		{"something is there", 20, func(t *testing.T, c *client.Client, url *string) { send(t, c, url, 0) }, 1, 0},
		{"a message comes", 20, func(t *testing.T, c *client.Client, url *string) {
			go func() {
				time.Sleep(3 * time.Second)
				send(t, c, url, 0)
			}()
		}, 1, 3 * time.Second},
		{"a delayed message ripens", 20, func(t *testing.T, c *client.Client, url *string) { send(t, c, url, 7) }, 1, 7 * time.Second},
		{"a delayed message comes and ripens", 20, func(t *testing.T, c *client.Client, url *string) {
			go func() {
				time.Sleep(3 * time.Second)
				send(t, c, url, 7)
			}()
		}, 1, 10 * time.Second},
		{"it ripens too late", 5, func(t *testing.T, c *client.Client, url *string) { send(t, c, url, 7) }, 0, 5 * time.Second},
		{"a timeout runs out", 20, func(t *testing.T, c *client.Client, url *string) {
			send(t, c, url, 0)
			if _, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url, VisibilityTimeout: 11}); err != nil {
				t.Error(err)
			}
		}, 1, 11 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, c *client.Client, url *string) {
				if tc.prep != nil {
					tc.prep(t, c, url)
				}
				began := time.Now()
				out, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: tc.wait})
				if err != nil || len(out.Messages) != tc.n || time.Since(began) != tc.took {
					t.Errorf("%d messages after %v (%v), want %d after %v", len(out.Messages), time.Since(began), err, tc.n, tc.took)
				}
				synctest.Wait()
			})
		})
	}
}

func TestQueueSaysHowLongToWait(t *testing.T) {
	bubble(t, func(t *testing.T, c *client.Client, url *string) {
		if _, err := c.SetQueueAttributes(t.Context(), &client.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"ReceiveMessageWaitTimeSeconds": "4"}}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url}); err != nil || time.Since(began) != 4*time.Second {
			t.Errorf("waited %v, %v", time.Since(began), err)
		}
	})
}

func TestLeavingEndsAPollWithoutTakingAMessage(t *testing.T) {
	bubble(t, func(t *testing.T, c *client.Client, url *string) {
		ctx, leave := context.WithTimeout(t.Context(), 2*time.Second)
		defer leave()
		if _, err := c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20}); err == nil {
			t.Error("the poll outlived its client")
		}
		synctest.Wait()
		send(t, c, url, 0)
		out, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url})
		if err != nil || len(out.Messages) != 1 {
			t.Errorf("the message was taken by nobody: %v, %v", out, err)
		}
	})
}

func TestDeletingAQueueEndsItsPolls(t *testing.T) {
	bubble(t, func(t *testing.T, c *client.Client, url *string) {
		go func() {
			time.Sleep(time.Second)
			if _, err := c.DeleteQueue(t.Context(), &client.DeleteQueueInput{QueueUrl: url}); err != nil {
				t.Error(err)
			}
		}()
		began := time.Now()
		_, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20})
		if err == nil || time.Since(began) != time.Second {
			t.Errorf("ended after %v with %v", time.Since(began), err)
		}
		synctest.Wait()
	})
}
