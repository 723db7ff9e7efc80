package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// branch is a store on a branch of the repository that the working folder is
// in. It touches neither the working tree nor the index, and pushes nothing.
type branch struct{ name string }

// tries is how often a record is put on top of others that came in between.
const tries = 10

func openBranch(name string) (Store, error) {
	if name == "" || strings.HasPrefix(name, "-") || strings.ContainsAny(name, " ~^:?*[\\") {
		return nil, fmt.Errorf("history git:%s: want git:BRANCH, such as git:squall-history", name)
	}
	if _, err := Git(context.Background(), "rev-parse", "--git-dir"); err != nil {
		return nil, fmt.Errorf("history git:%s: %w", name, err)
	}
	return branch{name}, nil
}

func (b branch) ref() string { return "refs/heads/" + b.name }

// Put implements Store: a commit with the record on top of the branch. Whoever
// puts another one at the same time is waited for by trying again.
func (b branch) Put(ctx context.Context, name string, data []byte) error {
	blob, err := git(ctx, data, nil, "hash-object", "-w", "--stdin")
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	for range tries {
		tip, _ := Git(ctx, "rev-parse", "--verify", "--quiet", b.ref()) // none: the first record
		if tip != "" {
			if _, err := Git(ctx, "cat-file", "-e", tip+":"+name); err == nil {
				return fmt.Errorf("%s on %s: %w", name, b.name, errTaken)
			}
		}
		commit, err := b.commit(ctx, tip, blob, name)
		if err != nil {
			return fmt.Errorf("history: %w", err)
		}
		old := tip
		if old == "" {
			old = strings.Repeat("0", len(commit))
		}
		if _, err = Git(ctx, "update-ref", b.ref(), commit, old); err == nil {
			return nil
		}
		if now, _ := Git(ctx, "rev-parse", "--verify", "--quiet", b.ref()); now == tip {
			return fmt.Errorf("history: %w", err) // not a race
		}
	}
	return fmt.Errorf("history git:%s: others kept adding records at the same time; try again", b.name)
}

// commit makes the commit that adds one file to a branch, by an index of its
// own.
func (b branch) commit(ctx context.Context, tip, blob, name string) (string, error) {
	dir, err := os.MkdirTemp("", "squall-history-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	env := []string{"GIT_INDEX_FILE=" + dir + "/index"}
	if tip != "" {
		if _, err := git(ctx, nil, env, "read-tree", tip); err != nil {
			return "", err
		}
	}
	if _, err := git(ctx, nil, env, "update-index", "--add", "--cacheinfo", "100644,"+blob+","+name); err != nil {
		return "", err
	}
	tree, err := git(ctx, nil, env, "write-tree")
	if err != nil {
		return "", err
	}
	args := []string{"commit-tree", tree, "-m", "record " + name}
	if tip != "" {
		args = append(args, "-p", tip)
	}
	if _, err := Git(ctx, "config", "user.email"); err != nil { // as on a machine of CI
		env = append(env, "GIT_AUTHOR_NAME=squall", "GIT_AUTHOR_EMAIL=squall@localhost", "GIT_COMMITTER_NAME=squall", "GIT_COMMITTER_EMAIL=squall@localhost")
	}
	return git(ctx, nil, env, args...)
}

// List implements Store.
func (b branch) List(ctx context.Context) (names []string, err error) {
	ref := b.ref()
	if _, err := Git(ctx, "rev-parse", "--verify", "--quiet", ref); err != nil {
		if ref = "refs/remotes/origin/" + b.name; !exists(ctx, ref) {
			return nil, fmt.Errorf("history git:%s: there is no such branch yet; squall history add RUN begins one, and git fetch origin %s:%s gets one", b.name, b.name, b.name)
		}
	}
	all, err := Git(ctx, "ls-tree", "--name-only", ref)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	for name := range strings.Lines(all) {
		if name = strings.TrimSpace(name); isRecord(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

func exists(ctx context.Context, ref string) bool {
	_, err := Git(ctx, "rev-parse", "--verify", "--quiet", ref)
	return err == nil
}

// Get implements Store.
func (b branch) Get(ctx context.Context, name string) ([]byte, error) {
	ref := b.ref()
	if !exists(ctx, ref) {
		ref = "refs/remotes/origin/" + b.name
	}
	text, err := Git(ctx, "cat-file", "blob", ref+":"+name)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return []byte(text), nil
}

// Git runs git in the working folder and gives what it prints.
func Git(ctx context.Context, args ...string) (string, error) { return git(ctx, nil, nil, args...) }

func git(ctx context.Context, in []byte, env []string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "git", args...)
	c.Env = append(os.Environ(), env...)
	c.Stdin = bytes.NewReader(in)
	var out, diag bytes.Buffer
	c.Stdout, c.Stderr = &out, &diag
	if err := c.Run(); err != nil {
		said := strings.TrimSpace(diag.String())
		if errors.Is(err, exec.ErrNotFound) {
			said = "git is not installed"
		}
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, said)
	}
	return strings.TrimRight(out.String(), "\n"), nil
}
