package client

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// nowhere is a file that is there and has nothing in it.
const nowhere = os.DevNull

// Command is a program to become.
type Command struct {
	Path string
	Args []string // with the program's name
	Env  []string
}

// AWS is the aws command, aimed at the stand-in. The address goes by flag as
// well, since older versions do not read the variable. shims is the folder of
// aws commands that are none.
func (s *Standin) AWS(args, caller []string, shims string) (Command, error) {
	for _, a := range args {
		if name, _, _ := strings.Cut(a, "="); name == "--endpoint-url" || name == "--profile" {
			return Command{}, fmt.Errorf("%s: squall aws chooses the endpoint and the credentials itself; "+
				"write squall's own --endpoint and --account before the service", name)
		}
	}
	for _, dir := range filepath.SplitList(valueOf(caller, "PATH")) {
		path := filepath.Join(dir, "aws")
		if dir == shims {
			continue
		}
		if _, err := exec.LookPath(path); err == nil {
			return Command{Path: path, Args: slices.Concat([]string{"aws", "--endpoint-url", s.Endpoint}, args), Env: s.Environment(caller)}, nil
		}
	}
	return Command{}, ErrNoCLI
}

// Shell is a shell whose prompt names the stand-in, and in which aws is squall
// aws, by the file of that name in the folder shims; a command given is run
// instead of a prompt.
func (s *Standin) Shell(command string, caller []string, shims string) (Command, error) {
	shell := valueOf(caller, "SHELL")
	if shell == "" {
		shell = "/bin/sh"
	}
	path, err := exec.LookPath(shell)
	if err != nil {
		return Command{}, fmt.Errorf("the shell that SHELL names: %w", err)
	}
	env := append(s.Environment(caller), "PATH="+shims+string(filepath.ListSeparator)+valueOf(caller, "PATH"))
	if s.Account != "" {
		env = append(env, "SQUALL_ACCOUNT="+s.Account)
	}
	out := Command{Path: path, Args: []string{filepath.Base(shell)}, Env: env}
	switch {
	case command != "":
		out.Args = append(out.Args, "-c", command)
	case out.Args[0] == "bash":
		out.Args = append(out.Args, "--rcfile", filepath.Join(shims, "bashrc"), "-i")
	case out.Args[0] == "zsh":
		out.Env = append(out.Env, "ZDOTDIR="+shims)
	default:
		out.Env = append(out.Env, "PS1="+prompt+"$ ")
	}
	return out, nil
}

// prompt says where one is: not on AWS. The shell fills it in.
const prompt = "(squall ${SQUALL_ENDPOINT#*://}${SQUALL_ACCOUNT:+ as $SQUALL_ACCOUNT}) "

// Furnish writes the aws command, and the start files of the shells that need
// one for their prompt, into a folder that is kept. self is the path of squall.
func Furnish(shims, self string) error {
	if err := os.MkdirAll(shims, 0o700); err != nil {
		return fmt.Errorf("make a folder for the shell: %w", err)
	}
	start := func(file, variable string) string {
		return "[ -f ~/" + file + " ] && . ~/" + file + "\nPATH=" + quoted(shims) + ":$PATH\n" +
			variable + "=\"" + prompt + "$" + variable + "\"\n"
	}
	for _, f := range []struct{ name, text string }{
		{"aws", "#!/bin/sh\nexec " + quoted(self) + " aws -- \"$@\"\n"},
		{"bashrc", start(".bashrc", "PS1")},
		{".zshrc", start(".zshrc", "PROMPT")},
	} {
		if err := replace(filepath.Join(shims, f.name), f.text); err != nil {
			return fmt.Errorf("prepare the shell: %w", err)
		}
	}
	return nil
}

// replace writes a file that another shell may be running, so at once.
func replace(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(file.Name(), 0o700)
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the first error is the one to tell
	}
	return err
}

// quoted is a text as one word of a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// valueOf is the last value of a variable, which is the one that counts.
func valueOf(env []string, name string) string {
	for _, entry := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}
