package s3

import (
	"bytes"
	"net/http"
	"strings"

	"squall/standin/buckets"
)

// serveObject serves requests for an object of a bucket that is there.
func (x *exchange) serveObject() *buckets.Error {
	switch {
	case x.r.Method == http.MethodPut:
		return x.put()
	case x.r.Method == http.MethodPost && x.asks("uploadId"):
		return x.complete()
	case x.r.Method == http.MethodPost && x.asks("uploads"), x.r.Method == http.MethodDelete && x.asks("uploadId"):
		x.pass(x.r.Body)
		return nil
	case x.r.Method == http.MethodDelete:
		return x.deleteObject()
	case x.r.Method == http.MethodGet || x.r.Method == http.MethodHead:
		x.w.prepare = x.shown
		x.pass(x.r.Body)
		return nil
	}
	return notAllowed()
}

// shown tidies the header of an object that is read: its checksum only for who
// asks for the whole and for it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func (x *exchange) shown(h http.Header, status int) {
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "binary/octet-stream")
	}
	asked := strings.EqualFold(x.r.Header.Get("X-Amz-Checksum-Mode"), "ENABLED") && status == http.StatusOK
	for name := range h {
		switch {
		case strings.HasPrefix(name, "X-Amz-Checksum-") && !asked:
			h.Del(name)
		case strings.HasPrefix(name, "X-Amz-Meta-"): // clients show the names as they come
			h[strings.ToLower(name)] = h[name]
			h.Del(name)
		}
	}
}

// put takes an object or a part of one, or copies an object.
func (x *exchange) put() *buckets.Error {
	if x.r.Header.Get("X-Amz-Copy-Source") != "" {
		return x.copy()
	}
	body, err := x.body()
	if err != nil {
		return err
	}
	if err := x.passed(bytes.NewReader(body)); err != nil {
		return err
	}
	if !x.asks("uploadId") {
		x.changed("ObjectCreated:Put", x.key)
	}
	return nil
}

func (x *exchange) copy() *buckets.Error {
	if x.asks("uploadId") {
		return notBuilt("UploadPartCopy")
	}
	if err := x.passed(x.r.Body); err != nil {
		return err
	}
	x.changed("ObjectCreated:Copy", x.key)
	return nil
}

func (x *exchange) complete() *buckets.Error {
	body, err := x.body()
	if err != nil {
		return err
	}
	if err := x.passed(bytes.NewReader(body)); err != nil {
		return err
	}
	x.changed("ObjectCreated:CompleteMultipartUpload", x.key)
	return nil
}
