package buckets

import (
	"slices"
	"strings"
)

// Notifications is the whole notification configuration of a bucket.
type Notifications struct {
	Targets     []Notification
	EventBridge bool
}

// Notification says who is told of which changes.
type Notification struct {
	ID             string
	ARN            string // of a function, queue or topic
	Events         []string
	Prefix, Suffix string
}

// happens are the changes that can happen to an object here, and the words that
// stand for several of them.
var happens = []string{
	"s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectCreated:Post", "s3:ObjectCreated:Copy", "s3:ObjectCreated:CompleteMultipartUpload",
	"s3:ObjectRemoved:*", "s3:ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated",
}

// families are S3's other events, which never happen here.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
var families = []string{
	"s3:ObjectRestore:", "s3:ReducedRedundancyLostObject", "s3:Replication:", "s3:LifecycleExpiration:", "s3:LifecycleTransition",
	"s3:IntelligentTiering", "s3:ObjectAcl:Put", "s3:ObjectTagging:",
}

// Put replaces the notification configuration of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
func (s *Buckets) Put(name string, config Notifications) *Error {
	b := s.buckets[name]
	if b == nil {
		return noBucket(name)
	}
	for i := range config.Targets {
		n := &config.Targets[i]
		if err := n.check(); err != nil {
			return err
		}
		for j := range config.Targets[:i] {
			if err := apart(n, &config.Targets[j]); err != nil {
				return err
			}
		}
	}
	b.config = config
	return nil
}

// Notifications gives the notification configuration of a bucket.
func (s *Buckets) Notifications(name string) (Notifications, *Error) {
	b := s.buckets[name]
	if b == nil {
		return Notifications{}, noBucket(name)
	}
	return Notifications{slices.Clone(b.config.Targets), b.config.EventBridge}, nil
}

func noBucket(name string) *Error {
	return &Error{Status: 404, Code: "NoSuchBucket", Message: "The specified bucket does not exist", Name: "BucketName", Value: name}
}

func (n *Notification) check() *Error {
	if len(n.Events) == 0 {
		return &Error{Status: 400, Code: "MalformedXML", Message: "The XML you provided was not well-formed or did not validate against our published schema"}
	}
	for _, e := range n.Events {
		if slices.Contains(happens, e) {
			continue
		}
		if slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(e, f) }) {
			return &Error{Status: 501, Code: "NotImplemented", Message: "The event " + e + " is not built in squall: it never happens here."}
		}
		return invalid("A specified event is not supported for notifications.", "Event", e)
	}
	return nil
}

// apart refuses two configurations that one change could fit both of.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
func apart(a, b *Notification) *Error {
	if a.ID == b.ID && a.ID != "" {
		return invalid("Same ID used for multiple configurations. IDs must be unique", "Id", a.ID)
	}
	share := slices.ContainsFunc(a.Events, func(x string) bool {
		return slices.ContainsFunc(b.Events, func(y string) bool { return covers(x, y) || covers(y, x) })
	})
	prefixes := strings.HasPrefix(a.Prefix, b.Prefix) || strings.HasPrefix(b.Prefix, a.Prefix)
	suffixes := strings.HasSuffix(a.Suffix, b.Suffix) || strings.HasSuffix(b.Suffix, a.Suffix)
	if share && prefixes && suffixes {
		return invalid("Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
			"Filter", a.Prefix+"*"+a.Suffix)
	}
	return nil
}

// covers says whether an event of a configuration stands for another.
func covers(of, event string) bool {
	family, all := strings.CutSuffix(of, "*")
	return of == event || all && strings.HasPrefix(event, family)
}

// wants says whether a change is one that a configuration asks for.
func (n *Notification) wants(c *Change) bool {
	return strings.HasPrefix(c.Key, n.Prefix) && strings.HasSuffix(c.Key, n.Suffix) &&
		slices.ContainsFunc(n.Events, func(e string) bool { return covers(e, "s3:"+c.Event) })
}
