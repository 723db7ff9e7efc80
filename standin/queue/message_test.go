package queue

import (
	"encoding/base64"
	"strings"
	"testing"
)

// The digests below were recorded from AWS or are published by clients that
// check AWS's.
func TestAttributesDigest(t *testing.T) {
	text := func(name, kind, value string) Attribute { return Attribute{Name: name, Type: kind, Text: value} }
	one := text("attribName1", "String", "attribValue 1")
	number := text("customNumberTypeAttrib", "Number.float", "4563442423554324324264524243.32543234")
	bytes := Attribute{Name: "binaryAttribute", Type: "Binary", Binary: []byte("Hello binary world!")}
	trace := Attribute{Name: "attr1", Type: "Binary", Binary: []byte("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01")}
	for _, c := range []struct {
		name  string
		attrs []Attribute
		want  string
	}{
		{"none", nil, ""},
		{"text", []Attribute{one}, "19e27d4e946b072f3f58da80d94fd778"},
		{"custom number", []Attribute{number}, "9fe1b90bbd9965bdf77bac517c7d2495"},
		{"binary", []Attribute{bytes}, "31a92b15d92f8db860eda32aceb656c3"},
		{"all three", []Attribute{one, number, bytes}, "c932db14a896c663f83c260297d594ff"},
		{"recorded 2022", []Attribute{trace}, "8cbe4db156db8a94db8b801b7addb984"},
		{"recorded 2022 foo", []Attribute{text("Foo", "String", "Bar")}, "ae7155c6026991b6d54b11589678bf9c"},
		{"recorded 2023", []Attribute{text("Hello", "String", "There"), text("General", "String", "Kenobi"), text("Help.Me", "String", "Me")}, "4c360f3fdafd970e05fae2f149d997f5"},
		{"recorded 2023, two", []Attribute{text("Hello", "String", "There"), text("General", "String", "Kenobi")}, "fca026605781cb4126a1e9044df24232"},
		{"recorded 2023, one", []Attribute{text("Hello", "String", "There")}, "a311262e065454b75da111d535b8dacd"},
	} {
		if got := attributesDigest(sortAttributes(c.attrs)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := bodyDigest("msg"); got != "6e2baaf3b97dbeef01c0043275f9a0e7" {
		t.Errorf("body digest %s", got)
	}
}

func TestMessageRules(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	attr := func(a Attribute) Message { return Message{Body: "b", Attributes: []Attribute{a}} }
	ok := []Message{
		{Body: strings.Repeat("x", MaxBody)},
		{Body: "tab\tnewline\n\u00e9\U0001F600"},
		attr(Attribute{Name: "a.b-c_9", Type: "String.custom", Text: "v"}),
		attr(Attribute{Name: "n", Type: "Number", Text: "-1.5e3"}),
		{Body: strings.Repeat("x", MaxBody-8), Attributes: []Attribute{{Name: "n", Type: "String", Text: "v"}}},
	}
	for i, m := range ok {
		if _, err := t.q.Send(t.now, work, m); err != nil {
			t.Errorf("legal message %d: %v", i, err)
		}
	}
	bad := []struct {
		m    Message
		kind Kind
	}{
		{Message{}, MissingParameter},
		{Message{Body: strings.Repeat("x", MaxBody+1)}, InvalidParameterValue},
		{Message{Body: strings.Repeat("x", MaxBody-7), Attributes: []Attribute{{Name: "n", Type: "String", Text: "v"}}}, InvalidParameterValue},
		{Message{Body: "bell\a"}, InvalidMessageContents},
		{Message{Body: "\xff"}, InvalidMessageContents},
		{Message{Body: "\uffff"}, InvalidMessageContents},
		{Message{Body: "b", Attributes: make([]Attribute, 11)}, InvalidParameterValue},
		{attr(Attribute{Name: "", Type: "String", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "aws.x", Type: "String", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "Amazon.x", Type: "String", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: ".x", Type: "String", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "x..y", Type: "String", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "x", Type: "", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "x", Type: "Float", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "x", Type: "String"}), InvalidParameterValue},
		{attr(Attribute{Name: "x", Type: "String", Text: "\a"}), InvalidMessageContents},
		{attr(Attribute{Name: "x", Type: "Binary", Text: "v"}), InvalidParameterValue},
		{attr(Attribute{Name: "x", Type: "Number", Text: "many"}), InvalidParameterValue},
	}
	for _, b := range bad {
		_, err := t.q.Send(t.now, work, b.m)
		t.refused(err, b.kind, "")
	}
	t.counts(work, "5 0 0")
}

func TestCheckBatch(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	for _, c := range []struct {
		ids  []string
		size int
		kind Kind
		text string
	}{
		{nil, 0, EmptyBatchRequest, "at least one entry"},
		{strings.Split("abcdefghijk", ""), 0, TooManyEntriesInBatchRequest, "You have sent 11."},
		{[]string{"a", "b", "a"}, 0, BatchEntryIdsNotDistinct, "Id a repeated."},
		{[]string{""}, 0, InvalidBatchEntryID, "at most 80 letters"},
		{[]string{"a:b"}, 0, InvalidBatchEntryID, ""},
		{[]string{strings.Repeat("x", 81)}, 0, InvalidBatchEntryID, ""},
		{[]string{"a"}, MaxBody + 1, BatchRequestTooLong, "You have sent 1048577 bytes."},
	} {
		t.refused(t.q.CheckBatch(work, c.ids, c.size), c.kind, c.text)
	}
	t.refused(t.q.CheckBatch(dead, []string{"a"}, 0), NonExistentQueue, "")
	if err := t.q.CheckBatch(work, []string{"a", "B-_9"}, MaxBody); err != nil {
		t.Error(err)
	}
}

func TestIDsAreDeterministicAndDistinct(t *testing.T) {
	seen := map[string]bool{}
	for seq := range uint64(10_000) {
		id := messageID(seq)
		if seen[id] || id != messageID(seq) || len(id) != 36 || id[14] != '4' || strings.IndexByte("89ab", id[19]) < 0 {
			t.Fatalf("message id %d: %s", seq, id)
		}
		seen[id] = true
	}
}

func FuzzHandle(f *testing.F) {
	f.Add(receiptHandle(1, 2, 3))
	f.Add("rubbish")
	f.Fuzz(func(t *testing.T, handle string) {
		q, seq, receipt, ok := parseHandle(handle)
		if !ok {
			return
		}
		// base64 ignores newlines, and nothing else.
		if got := receiptHandle(q, seq, receipt); got != strings.NewReplacer("\r", "", "\n", "").Replace(handle) {
			t.Fatalf("%q parsed as %q", handle, got)
		}
	})
}

func TestHandleIsChecked(t *testing.T) {
	good := receiptHandle(7, 1<<40, 9)
	if q, seq, receipt, ok := parseHandle(good); !ok || q != 7 || seq != 1<<40 || receipt != 9 {
		t.Fatal(q, seq, receipt, ok)
	}
	raw, err := base64.StdEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		raw[i] ^= 1
		if _, _, _, ok := parseHandle(base64.StdEncoding.EncodeToString(raw)); ok {
			t.Errorf("a change of byte %d went unnoticed", i)
		}
		raw[i] ^= 1
	}
}

func TestARN(t *testing.T) {
	if id, ok := ParseARN(work.ARN()); !ok || id != work {
		t.Fatal(id, ok)
	}
	for _, bad := range []string{"", "work", "arn:aws:sns:us-east-1:1:x", "arn:aws:sqs::1:x", "arn:aws:sqs:r:1:x:y"} {
		if _, ok := ParseARN(bad); ok {
			t.Errorf("%q was taken for a queue", bad)
		}
	}
}
