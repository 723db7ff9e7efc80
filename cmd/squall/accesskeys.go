package main

import (
	"fmt"
	"os"
	"strings"
)

// accessKeys reads a file of credentials in the form of ~/.aws/credentials:
// secrets by access key. No file: nil.
func accessKeys(file string) (map[string]string, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--auth: %w", err)
	}
	keys, id := map[string]string{}, ""
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case !ok || strings.HasPrefix(name, "#") || strings.HasPrefix(name, "["):
		case name == "aws_access_key_id":
			id = value
		case name == "aws_secret_access_key" && id == "":
			return nil, fmt.Errorf("--auth %s:%d: a secret without an aws_access_key_id before it", file, n)
		case name == "aws_secret_access_key":
			keys[id], id = value, ""
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("--auth %s: it has no aws_access_key_id with its aws_secret_access_key", file)
	}
	return keys, nil
}
