package s3

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"squall/standin/relay"
)

// raw sends a request as text to a handler that has a bucket.
func raw(t testing.TB, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	s := NewStorage()
	o := newOwner(t, s)
	h := New(Options{Account: "111122223333", Region: "us-east-1"}, s, o)
	made := httptest.NewRecorder()
	h.ServeHTTP(made, httptest.NewRequest(http.MethodPut, "/pictures", nil))
	if made.Code != 200 {
		t.Fatalf("no bucket: %d %s", made.Code, made.Body)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const (
	chunks  = "5;chunk-signature=00\r\nhello\r\n1\r\n!\r\n0\r\nx-amz-checksum-crc32:mobJYA==\r\n\r\n"
	sha     = "X-Amz-Content-Sha256"
	trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
)

func TestWire(t *testing.T) {
	for name, tt := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		want               string // in the body
	}{
		"chunks":              {"PUT", "/pictures/k", chunks, []string{sha, trailer}, 200, ""},
		"chunks, damaged":     {"PUT", "/pictures/k", strings.Replace(chunks, "hello", "hallo", 1), []string{sha, trailer}, 400, "<Code>BadDigest</Code>"},
		"chunks, torn":        {"PUT", "/pictures/k", chunks[:20], []string{sha, trailer}, 400, "<Code>IncompleteBody</Code>"},
		"chunk of any size":   {"PUT", "/pictures/k", "ffffffffffffffff\r\nx", []string{sha, trailer}, 400, "<Code>IncompleteBody</Code>"},
		"md5":                 {"PUT", "/pictures/k", "hello", []string{"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}, 200, ""},
		"wrong md5":           {"PUT", "/pictures/k", "hullo", []string{"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}, 400, "<Code>BadDigest</Code>"},
		"no md5":              {"PUT", "/pictures/k", "hullo", []string{"Content-MD5", "x"}, 400, "<Code>InvalidDigest</Code>"},
		"sha256":              {"PUT", "/pictures/k", "hello", []string{sha, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, 200, ""},
		"wrong sha256":        {"PUT", "/pictures/k", "hullo", []string{sha, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, 400, "<Code>XAmzContentSHA256Mismatch</Code>"},
		"crc32c":              {"PUT", "/pictures/k", "123456789", []string{"X-Amz-Checksum-Crc32c", "4waSgw=="}, 200, ""},
		"crc64nvme":           {"PUT", "/pictures/k", "123456789", []string{"X-Amz-Checksum-Crc64nvme", "rosUhgp5mIg="}, 200, ""},
		"wrong crc64nvme":     {"PUT", "/pictures/k", "12345678", []string{"X-Amz-Checksum-Crc64nvme", "rosUhgp5mIg="}, 400, "<Code>BadDigest</Code>"},
		"no checksum":         {"PUT", "/pictures/k", "x", []string{"X-Amz-Checksum-Sha1", "eA=="}, 400, "<Code>InvalidRequest</Code>"},
		"host":                {"PUT", "/k", "x", []string{"Host", "pictures.localhost:9400"}, 200, ""},
		"host of AWS":         {"GET", "/", "", []string{"Host", "pictures.s3.eu-west-1.amazonaws.com"}, 200, "<Name>pictures</Name>"},
		"no bucket":           {"GET", "/none/k", "", nil, 404, "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>none</BucketName>"},
		"no key":              {"GET", "/pictures/none", "", nil, 404, "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>none</Key>"},
		"no key, head":        {"HEAD", "/pictures/none", "", nil, 404, ""},
		"acl":                 {"PUT", "/pictures/k?acl", "x", nil, 501, "<Code>NotImplemented</Code><Message>The subresource acl of S3 is not built in squall.</Message>"},
		"public":              {"PUT", "/pictures/k", "x", []string{"X-Amz-Acl", "public-read"}, 501, "<Code>NotImplemented</Code>"},
		"tags":                {"PUT", "/pictures/k", "x", []string{"X-Amz-Tagging", "a=b"}, 501, "<Code>NotImplemented</Code>"},
		"versions":            {"PUT", "/pictures?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", nil, 501, "<Code>NotImplemented</Code>"},
		"form":                {"POST", "/pictures", "x", nil, 501, "<Code>NotImplemented</Code>"},
		"root":                {"PUT", "/", "x", nil, 405, "<Code>MethodNotAllowed</Code>"},
		"patch":               {"PATCH", "/pictures/k", "x", nil, 405, "<Code>MethodNotAllowed</Code>"},
		"name":                {"PUT", "/Pic_tures!", "", nil, 400, "<Code>InvalidBucketName</Code>"},
		"long key":            {"PUT", "/pictures/" + strings.Repeat("k", 1025), "x", nil, 400, "<Code>KeyTooLongError</Code>"},
		"notification":        {"PUT", "/pictures?notification", "<Notif", nil, 400, "<Code>MalformedXML</Code>"},
		"empty notification":  {"PUT", "/pictures?notification", "<NotificationConfiguration/>", nil, 200, ""},
		"event-less target":   {"PUT", "/pictures?notification", "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>" + fn + "</CloudFunction></CloudFunctionConfiguration></NotificationConfiguration>", nil, 400, "<Code>MalformedXML</Code>"},
		"filter":              {"PUT", "/pictures?notification", "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>" + fn + "</CloudFunction><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>infix</Name><Value>x</Value></FilterRule></S3Key></Filter></CloudFunctionConfiguration></NotificationConfiguration>", nil, 400, "filter rule name must be either prefix or suffix"},
		"skip":                {"PUT", "/pictures?notification", "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>" + other + "</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>", []string{"X-Amz-Skip-Destination-Validation", "true"}, 200, ""},
		"notifications shown": {"GET", "/pictures?notification", "", nil, 200, `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></NotificationConfiguration>`},
		"delete nothing":      {"POST", "/pictures?delete", "<Delete/>", nil, 400, "<Code>MalformedXML</Code>"},
		"upload":              {"PUT", "/pictures/k?uploadId=7&partNumber=1", "x", nil, 404, "<Code>NoSuchUpload</Code>"},
		"no upload":           {"POST", "/pictures/k?uploadId=7", "<CompleteMultipartUpload/>", nil, 404, "<Code>NoSuchUpload</Code>"},
		"token":               {"GET", "/pictures?list-type=2&continuation-token=%ff", "", nil, 400, "<Code>InvalidToken</Code>"},
		"unless there":        {"PUT", "/pictures/k", "x", []string{"If-Match", `"x"`}, 412, "<Code>PreconditionFailed</Code>"},
	} {
		t.Run(name, func(t *testing.T) {
			w := raw(t, tt.method, tt.path, tt.body, tt.headers...)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%d %s, want %d %s", w.Code, w.Body, tt.status, tt.want)
			}
			if id := w.Header().Get("X-Amz-Request-Id"); len(id) != 16 || w.Header().Get("X-Amz-Id-2") == "" {
				t.Errorf("request id %q", id)
			}
		})
	}
}

// What a Lambda destination stores can be read, and is told.
func TestStore(t *testing.T) {
	s := NewStorage()
	o := newOwner(t, s)
	h := New(Options{Account: "111122223333", Region: "us-east-1"}, s, o)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPut, "/pictures", nil))
	if err := o.relay.Deliver(0, "arn:aws:s3:::pictures", relay.Message{Body: "{}", Key: "aws/lambda/x"}); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/pictures/aws/lambda/x", nil))
	if w.Code != 200 || w.Body.String() != "{}" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.Reset()
	w = httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/pictures/aws/lambda/x", nil)); w.Code != 404 {
		t.Errorf("an object that was forgotten: %d", w.Code)
	}
}

// No request makes it panic, and every failure is in S3's shape.
func FuzzHandler(f *testing.F) {
	f.Add("PUT", "/pictures/k", chunks, trailer)
	f.Add("PUT", "/pictures?notification", "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:1:q</Queue><Event>s3:*</Event></QueueConfiguration></NotificationConfiguration>", "")
	f.Add("POST", "/pictures?delete", "<Delete><Object><Key>k</Key></Object></Delete>", "")
	f.Add("GET", "/pictures?list-type=2&max-keys=-1&prefix=%00&continuation-token=x", "", "")
	f.Add("POST", "/pictures/k?uploads", "", "")
	f.Add("GET", "/pictures/k?partNumber=1&uploadId=1&max-parts=999999999999999999999", "", "")
	f.Fuzz(func(t *testing.T, method, path, body, streaming string) {
		line := bufio.NewReader(strings.NewReader(method + " " + path + " HTTP/1.0\r\n\r\n"))
		if _, err := http.ReadRequest(line); err != nil || !strings.HasPrefix(path, "/") {
			t.Skip("no server would hand that on")
		}
		w := raw(t, method, path, body, sha, streaming)
		if w.Code < 200 || w.Code == 500 || w.Code >= 400 && method != "HEAD" && !strings.Contains(w.Body.String(), "<Error><Code>") {
			t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	})
}
