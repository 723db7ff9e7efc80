// Package help makes the help and the usage errors of a command tree fit to
// read: flags on 80 columns, and errors that say what to type instead.
//
// It adds no command and no flag, and decides nothing about their values.
package help

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"squall/profiles/source"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// columns is how wide help may be.
const columns = 80

// Polish changes a command and all below it.
func Polish(root *cobra.Command) {
	root.SetFlagErrorFunc(flagError)
	root.Args = unknownCommand
	for _, c := range root.Commands() {
		polish(c)
	}
}

func polish(c *cobra.Command) {
	check := c.Args
	switch {
	case check == nil && c.HasSubCommands():
		c.Args = unknownCommand
		if !c.Runnable() { // cobra would not look at its arguments
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	case check != nil:
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return fmt.Errorf("%s; usage: %s", amount(c, args), c.UseLine())
			}
			return nil
		}
	}
	fold(c.Flags())
	for _, sub := range c.Commands() {
		polish(sub)
	}
}

// amount says what is wrong with the number of arguments.
func amount(c *cobra.Command, args []string) string {
	if len(args) == 0 {
		return "an argument is missing"
	}
	if strings.Contains(c.Use, " ") {
		return fmt.Sprintf("there are %d arguments", len(args))
	}
	return fmt.Sprintf("%q is one argument too many", args[0])
}

func flagError(c *cobra.Command, err error) error {
	var near string
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		near = source.Nearest("--"+name, known)
	}
	if near != "" {
		return fmt.Errorf("%w%s", err, near)
	}
	return fmt.Errorf("%w; %s --help lists the flags", err, c.CommandPath())
}

// unknownCommand says which command is meant, where that can be guessed: a
// profile is what people try to run without saying so.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	word := args[0]
	err := fmt.Errorf("unknown command %q", word)
	var known []string
	for _, sub := range c.Commands() {
		known = append(known, sub.Name())
	}
	_, missing := os.Stat(word)
	if file := missing == nil || strings.HasSuffix(word, ".yaml") || strings.HasSuffix(word, ".yml"); file && slices.Contains(known, "run") {
		return fmt.Errorf("%w, did you mean %s run %s?", err, c.CommandPath(), word)
	}
	if near := source.Nearest(word, known); near != "" {
		return fmt.Errorf("%w%s", err, near)
	}
	return fmt.Errorf("%w; %s --help lists the commands", err, c.CommandPath())
}

// fold breaks the descriptions of flags, so that their lines fit. The column
// they start in is that of pflag's own listing.
func fold(flags *pflag.FlagSet) {
	column := 0
	flags.VisitAll(func(f *pflag.Flag) {
		value, _ := pflag.UnquoteUsage(f)
		column = max(column, len("      --")+len(f.Name)+len(" ")+len(value)+len("   "))
	})
	flags.VisitAll(func(f *pflag.Flag) {
		room := columns - column
		if f.DefValue != "" && f.DefValue != "[]" && f.DefValue != "0" && f.DefValue != "false" {
			room -= len(` (default "")`) + len(f.DefValue) // written after the last line
		}
		f.Usage = broken(f.Usage, max(room, 20))
	})
}

// broken puts a line break before each word that does not fit.
func broken(text string, room int) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		switch n := len(strings.ReplaceAll(word, "`", "")); {
		case used == 0:
			used = n
		case used+1+n > room:
			b.WriteByte('\n')
			used = n
		default:
			b.WriteByte(' ')
			used += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}
