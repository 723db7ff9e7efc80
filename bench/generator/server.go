package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"squall/bench/tools"
)

// serve answers every request at once, and at /count how many there were.
func serve(out io.Writer) error {
	var n atomic.Uint64
	s := &fasthttp.Server{NoDefaultDate: true, Concurrency: 1 << 20, Handler: func(c *fasthttp.RequestCtx) {
		if string(c.Path()) == "/count" {
			fmt.Fprint(c, n.Load())
			return
		}
		n.Add(1)
		if d, err := time.ParseDuration(string(c.QueryArgs().Peek("after"))); err == nil {
			time.Sleep(d)
		}
		c.SetContentType("application/json")
		c.SetBodyString(`{"ok":true}`)
	}}
	return tools.Listen(out, s.Serve)
}

// count is how many requests the server has answered.
func count(s *tools.Server) (uint64, error) {
	res, err := http.Get(s.URL + "count")
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(string(body), 10, 64)
}
