package sqs

import (
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/queue"
)

// caller is who asks, and where.
type caller struct {
	account, region string
	base            string // scheme and host by which the client reached us
}

func (h *handler) caller(r *http.Request) caller {
	from := awsapi.CallerOf(r, h.opt.Account, h.opt.Region)
	c := caller{account: from.Account, region: from.Region, base: "http://" + r.Host}
	if r.TLS != nil {
		c.base = "https://" + r.Host
	}
	return c
}

// id names a queue of the caller's account.
func (c caller) id(name string) queue.ID {
	return queue.ID{Account: c.account, Region: c.region, Name: name}
}

func (c caller) url(id queue.ID) string { return c.base + "/" + id.Account + "/" + id.Name }

// byURL reads a queue URL, whose host may be any: it ends in account and name.
func (c caller) byURL(url string) (queue.ID, error) {
	if url == "" {
		return queue.ID{}, missing("QueueUrl")
	}
	parts := strings.Split(strings.TrimRight(url, "/"), "/")
	if len(parts) < 2 {
		return queue.ID{}, &queue.Error{Kind: queue.NonExistentQueue, Message: "The specified queue does not exist."}
	}
	return queue.ID{Account: parts[len(parts)-2], Region: c.region, Name: parts[len(parts)-1]}, nil
}
