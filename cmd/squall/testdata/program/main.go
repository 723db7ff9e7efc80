// Command program is a function's program that starts as fast as programs do,
// whatever the tests are built with: it answers with the probe's headers. In the
// package of a hook it becomes squall.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"

	"squall/attack/probe"
)

func main() {
	if squall := os.Getenv("SQUALL_ITSELF"); squall != "" {
		fmt.Fprintln(os.Stderr, syscall.Exec(squall, []string{"bootstrap"}, os.Environ()))
		os.Exit(1)
	}
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		r, err := http.Get(base + "next")
		if err != nil {
			os.Exit(1)
		}
		_ = r.Body.Close()
		id := r.Header.Get("Lambda-Runtime-Aws-Request-Id")
		where, text := answer(id)
		if r, err = http.Post(base+id+where, "application/json", strings.NewReader(text)); err != nil {
			os.Exit(1)
		}
		_ = r.Body.Close()
	}
}

// answer is what becomes of a request; the arguments say otherwise than well.
func answer(id string) (where, text string) {
	if slices.Contains(os.Args, "failing") {
		return "/error", `{"errorType": "Broken", "errorMessage": "as it was told"}`
	}
	headers := probe.Headers(id)
	if slices.Contains(os.Args, "mute") {
		headers = nil
	}
	body, _ := json.Marshal(map[string]any{"statusCode": 200, "headers": headers, "body": "done"})
	return "/response", string(body)
}
