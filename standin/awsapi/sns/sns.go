// Package sns is the Amazon SNS API of the stand-in over package topics, in the
// query protocol that all its clients speak.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package sns

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/relay"
	"squall/standin/topics"
)

// Backend owns the topics.
type Backend interface {
	// Relay calls fn with everything that hands on messages, where nothing
	// else uses it, and returns after it; not at all once it has stopped.
	Relay(fn func(now int64, r *relay.Relay))
}

// Options says whose topics are served.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the SNS API.
func New(opt Options, backend Backend) *wire.API {
	h := &handler{backend}
	return &wire.API{Name: "SNS", Namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
		Account: opt.Account, Region: opt.Region, Model: model, Operations: h.operations()}
}

type handler struct{ backend Backend }

func (h *handler) operations() map[string]wire.Operation {
	return map[string]wire.Operation{
		"CreateTopic":               op(h, createTopic),
		"DeleteTopic":               op(h, deleteTopic),
		"GetSubscriptionAttributes": op(h, getSubscriptionAttributes),
		"GetTopicAttributes":        op(h, getTopicAttributes),
		"ListSubscriptions":         op(h, listSubscriptions),
		"ListSubscriptionsByTopic":  op(h, listSubscriptionsByTopic),
		"ListTopics":                op(h, listTopics),
		"Publish":                   op(h, publish),
		"PublishBatch":              op(h, publishBatch),
		"SetSubscriptionAttributes": op(h, setSubscriptionAttributes),
		"SetTopicAttributes":        op(h, setTopicAttributes),
		"Subscribe":                 op(h, subscribe),
		"Unsubscribe":               op(h, unsubscribe),
	}
}

// call is one request on its way through the topics.
type call struct {
	relay  *relay.Relay
	topics *topics.Topics
	now    int64
	from   wire.Call
}

// op makes an operation of what is to be done with the topics.
func op[In any](h *handler, run func(*call, *In) (any, error)) wire.Operation {
	return wire.Op(func(_ context.Context, c wire.Call, in *In) (out any, err error) {
		err = errStopped // unless the topics can be asked
		h.backend.Relay(func(now int64, r *relay.Relay) {
			out, err = run(&call{relay: r, topics: r.Topics, now: now, from: c}, in)
		})
		if err != nil {
			return nil, refusal(err)
		}
		return out, nil
	})
}

// topicID reads the ARN of a topic.
func topicID(parameter, arn string) (topics.ID, error) {
	id, ok := topics.ParseARN(arn)
	if ok {
		return id, nil
	}
	if n := len(strings.Split(arn, ":")); n < 6 {
		return id, invalid(parameter + " Reason: An ARN must have at least 6 elements, not " + strconv.Itoa(n))
	}
	return id, invalid(parameter)
}

var errStopped = errors.New("the stand-in has stopped; start it again")

// refusal is an error of the topics on the wire.
func refusal(err error) *wire.Error {
	var refused *topics.Error
	var written *wire.Error
	switch {
	case errors.As(err, &written):
		return written
	case errors.As(err, &refused):
		return &wire.Error{Status: refused.Status, Code: refused.Code, Message: refused.Message}
	}
	return &wire.Error{Status: http.StatusInternalServerError, Code: "InternalError", Message: err.Error()}
}

func invalid(what string) error { return wire.Refuse("InvalidParameter", "Invalid parameter: "+what) }
