package door

import (
	"net/http"
	"strconv"

	"squall/standin/outcome"
)

// prepare makes the response out of the face or the function's answer.
func (x *exchange) prepare(h http.Header) {
	body := x.face.Body
	x.status = x.face.Status
	if x.face.FromFunction {
		body, x.status = x.answer.Body, x.answer.Status
		addHeaders(h, x.answer.Headers)
	} else {
		setUnlessEmpty(h, "Content-Type", x.face.ContentType)
		setUnlessEmpty(h, "X-Amzn-Errortype", x.face.ErrorType)
	}
	x.kind.sign(x, h)
	if x.status == http.StatusNoContent || x.status == http.StatusNotModified {
		body = nil
	} else if !x.route.Stream {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	x.length = len(body)
	if x.r.Method == http.MethodHead {
		body = nil
	}
	x.out, x.outBytes = body, responseHead(x.status, h)+len(body)
}

// addHeaders passes on what the function may decide: neither what concerns the
// connection nor what the door computes.
func addHeaders(h http.Header, from []outcome.Header) {
	for _, f := range from {
		name := http.CanonicalHeaderKey(f.Name)
		if !hop[name] && name != "Content-Length" && name != "Date" {
			h.Add(name, f.Value)
		}
	}
}

func setUnlessEmpty(h http.Header, name, value string) {
	if value != "" {
		h.Set(name, value)
	}
}

// responseHead is the size of the response's head as net/http writes it, with
// the Date it adds.
func responseHead(status int, h http.Header) int {
	n := len("HTTP/1.1 200 ") + len(http.StatusText(status)) + 2 + len("Date: Mon, 02 Jan 2006 15:04:05 GMT\r\n") + 2
	return n + headerBytes(h)
}

// requestBytes is the size of the request as it came, headers included.
func (x *exchange) requestBytes() int {
	n := len(x.r.Method) + 1 + len(x.r.RequestURI) + 1 + len(x.r.Proto) + 2 + 2
	n += len("Host: ") + len(x.r.Host) + 2
	return n + headerBytes(x.r.Header) + len(x.body)
}

func headerBytes(h http.Header) (n int) {
	for name, values := range h {
		for _, v := range values {
			n += len(name) + 2 + len(v) + 2
		}
	}
	return n
}

// functionStatus is the status the function itself gave, 0 when its answer did
// not reach the client.
func (x *exchange) functionStatus() int {
	if x.face.FromFunction && !x.own {
		return x.answer.Status
	}
	return 0
}
