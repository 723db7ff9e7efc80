// Command specimen is the function of squall conform, as a program that starts
// fast whatever the tests are built with.
package main

import (
	"context"
	"fmt"
	"os"

	"squall/attack/lab/specimen"
)

func main() {
	fmt.Fprintln(os.Stderr, specimen.Serve(context.Background(), os.Stdout))
	os.Exit(1)
}
