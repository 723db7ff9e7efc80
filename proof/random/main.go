// Command random plays invented profiles, with settings that change under load
// in every way, and checks each of them against Lambda's rules. Of the first
// one that is wrong it prints the seed, and writes a smaller profile that is
// wrong as well.
//
// It invents and checks nothing itself: package scene does the one, package
// trial the other.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitClean = 0
	exitFound = 10
	exitUsage = 2
)

// options say which seeds are played.
type options struct {
	start, seeds uint64
	until        time.Duration // 0: until all seeds are through
	out          string
	shrink       int
}

func run(args []string, out, diag io.Writer) int {
	var o options
	flags := flag.NewFlagSet("random", flag.ContinueOnError)
	flags.SetOutput(diag)
	flags.Uint64Var(&o.seeds, "seeds", 2000, "play `n` seeds")
	flags.Uint64Var(&o.start, "start", 1, "begin with `seed`")
	flags.DurationVar(&o.until, "for", 0, "play for a `time`, as in 1h, and not a number of seeds")
	flags.StringVar(&o.out, "out", ".", "write what is wrong to a file in `folder`")
	flags.IntVar(&o.shrink, "shrink", 1500, "make what is wrong smaller in at most `n` tries")
	one := flags.Uint64("seed", 0, "play one `seed` and print its profile")
	file := flags.String("replay", "", "play a `file` that was written before")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitClean
	} else if err != nil {
		return exitUsage
	}
	switch {
	case flags.NArg() > 0:
		fmt.Fprintf(diag, "random: it takes no arguments, %q is one\n", flags.Arg(0))
		return exitUsage
	case *file != "":
		return replay(*file, out, diag)
	case *one != 0:
		return single(*one, out)
	case o.seeds == 0:
		fmt.Fprintln(diag, "random: -seeds 0 plays nothing")
		return exitUsage
	}
	return hunt(o, out, diag)
}
