package signature

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestExample is the example of AWS's documentation of Signature Version 4.
func TestExample(t *testing.T) {
	r := &http.Request{Method: "GET", Host: "iam.amazonaws.com", URL: &url.URL{Path: "/", RawQuery: "Action=ListUsers&Version=2010-05-08"}, Header: http.Header{
		"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}, "X-Amz-Date": {"20150830T123600Z"},
		"Authorization": {"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
			"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"}}}
	s, ok := Read(r)
	const empty, secret = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	if !ok || s.AccessKey != "AKIDEXAMPLE" || !s.Verify(r, empty, secret) || s.Verify(r, empty, secret+"x") || s.Verify(r, Unsigned, secret) {
		t.Errorf("%+v, %v", s, ok)
	}
	at := time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{0: false, 15 * time.Minute: false, 16 * time.Minute: true, -16 * time.Minute: true} {
		if s.Expired(at.Add(after)) != want {
			t.Errorf("after %v: expired %v", after, !want)
		}
	}
	r.URL.RawQuery += "&MaxItems=1"
	if s.Verify(r, empty, secret) {
		t.Error("another query has the same signature")
	}
}

// FuzzRead: no header or query panics, and nothing unsigned is taken for signed.
func FuzzRead(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0", "20150830T123600Z", "")
	f.Add("", "", "X-Amz-Credential=A%2F20150830%2Fr%2Fs3%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=9")
	f.Fuzz(func(t *testing.T, authorization, date, query string) {
		r := &http.Request{Method: "GET", URL: &url.URL{Path: "/a b", RawQuery: query}, Header: http.Header{"Authorization": {authorization}, "X-Amz-Date": {date}}}
		s, ok := Read(r)
		if ok && s.Verify(r, Unsigned, "secret of nobody") {
			t.Errorf("%q %q is signed", authorization, query)
		}
	})
}
