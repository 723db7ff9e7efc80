// Package signature checks AWS Signature Version 4 of a request, in its header
// or in the query of a presigned URL. It knows no keys and reads no body.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Unsigned stands for the hash of a body that is not part of a signature.
const Unsigned = "UNSIGNED-PAYLOAD"

// Signature is what a request says of its own.
type Signature struct {
	AccessKey string
	Token     string // of a session, or ""
	Scope     string // date/region/service/aws4_request
	Presigned bool

	headers   []string
	signature string
	at        time.Time
	lasts     time.Duration
}

const stamp = "20060102T150405Z"

// Read reads the signature of a request; false when it has none that is whole.
func Read(r *http.Request) (Signature, bool) {
	var s Signature
	var credential, headers, date string
	query := r.URL.Query()
	if text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "); ok {
		for part := range strings.SplitSeq(text, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			switch name {
			case "Credential":
				credential = value
			case "SignedHeaders":
				headers = value
			case "Signature":
				s.signature = value
			}
		}
		date, s.Token, s.lasts = r.Header.Get("X-Amz-Date"), r.Header.Get("X-Amz-Security-Token"), 15*time.Minute
	} else {
		credential, headers, s.signature = query.Get("X-Amz-Credential"), query.Get("X-Amz-SignedHeaders"), query.Get("X-Amz-Signature")
		date, s.Token, s.Presigned = query.Get("X-Amz-Date"), query.Get("X-Amz-Security-Token"), true
		seconds, _ := strconv.Atoi(query.Get("X-Amz-Expires"))
		s.lasts = time.Duration(min(max(seconds, 0), 604800)) * time.Second
	}
	var err error
	s.AccessKey, s.Scope, _ = strings.Cut(credential, "/")
	s.headers = strings.Split(headers, ";")
	s.at, err = time.Parse(stamp, date)
	return s, err == nil && s.AccessKey != "" && strings.Count(s.Scope, "/") == 3 && s.signature != "" && slices.Contains(s.headers, "host") &&
		strings.HasPrefix(s.Scope, date[:8])
}

// Expired says whether the signature is of another time.
func (s *Signature) Expired(now time.Time) bool {
	return now.Before(s.at.Add(-15*time.Minute)) || now.After(s.at.Add(s.lasts))
}

// Verify says whether the signature was made with a secret; payload is the hash
// of the body in hex, or the word that stands for it.
func (s *Signature) Verify(r *http.Request, payload, secret string) bool {
	sum := sha256.Sum256([]byte(s.canonical(r, payload)))
	text := "AWS4-HMAC-SHA256\n" + s.at.Format(stamp) + "\n" + s.Scope + "\n" + hex.EncodeToString(sum[:])
	key := []byte("AWS4" + secret)
	for part := range strings.SplitSeq(s.Scope, "/") {
		key = mac(key, part)
	}
	return hmac.Equal([]byte(hex.EncodeToString(mac(key, text))), []byte(s.signature))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// canonical is the request in the form that is signed.
func (s *Signature) canonical(r *http.Request, payload string) string {
	path := r.URL.EscapedPath()
	if !strings.Contains(s.Scope, "/s3/") {
		path = strings.ReplaceAll(escape(path), "%2F", "/") // escaped once more, as all services but S3 have it
	}
	if path == "" {
		path = "/"
	}
	b := r.Method + "\n" + path + "\n" + canonicalQuery(r.URL.Query()) + "\n"
	for _, name := range s.headers {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		b += name + ":" + strings.Join(strings.Fields(value), " ") + "\n"
	}
	return b + "\n" + strings.Join(s.headers, ";") + "\n" + payload
}

func canonicalQuery(q url.Values) string {
	var pairs []string
	for name, values := range q {
		if name == "X-Amz-Signature" {
			continue
		}
		for _, v := range values {
			pairs = append(pairs, escape(name)+"="+escape(v))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// escape is the escaping of AWS: everything but letters, digits and -._~
func escape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%7E", "~")
}
