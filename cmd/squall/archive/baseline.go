package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"squall/analyze/compare"
	"squall/analyze/history"
	"squall/analyze/result"
)

// Baselines is what a baseline may be called.
const Baselines = "last, last:N, merge-base[:BRANCH], branch:NAME, branch:NAME:N, tag:NAME,\ncommit:ID, run:ID, file:PATH"

// Place finds out where in the repository's life a run is made: from what CI
// says, else from git; both may have nothing to say.
func Place(ctx context.Context) (p history.Place) {
	p.Commit, p.Branch = os.Getenv("GITHUB_SHA"), os.Getenv("GITHUB_HEAD_REF")
	if p.Branch == "" && p.Commit != "" {
		p.Branch = os.Getenv("GITHUB_REF_NAME")
	}
	if p.Commit == "" {
		p.Commit, _ = Git(ctx, "rev-parse", "HEAD")
		p.Branch, _ = Git(ctx, "symbolic-ref", "--quiet", "--short", "HEAD")
	}
	return p
}

// Baseline picks the runs that a candidate is compared with, the latest first:
// those of the candidate's world that passed, among those that the words name.
// It is one unless the words say how many. file: needs no store.
func Baseline(ctx context.Context, s Store, spec string, cand *result.Result, vary []string) ([]*history.Record, error) {
	records, _, err := All(ctx, s)
	if err != nil {
		return nil, err
	}
	kind, what, many, err := parse(spec)
	if err != nil {
		return nil, fmt.Errorf("--baseline %s: %w", spec, err)
	}
	wanted, err := choose(ctx, kind, what, records)
	if err != nil {
		return nil, fmt.Errorf("--baseline %s: %w", spec, err)
	}
	world, seen := history.World(cand, vary...), 0
	var found []*history.Record
	var failed []string
	for _, r := range wanted {
		if len(found) == many || history.World(r.Result, vary...) != world || r.ID == cand.Run.ID && r.Result.Run.Started == cand.Run.Started && kind != "run" {
			continue
		}
		seen++
		if r.Good() {
			found = append(found, r)
			continue
		}
		failed = append(failed, r.ID+" "+string(r.Result.Verdict))
	}
	switch {
	case len(found) == many || len(found) >= compare.LeastPool && many > 1:
		return found, nil
	case len(found) > 0:
		return nil, fmt.Errorf("--baseline %s: only %d of its runs passed, and how runs differ takes %d", spec, len(found), compare.LeastPool)
	case len(failed) > 0:
		return nil, fmt.Errorf("--baseline %s: none of its %d runs passed (%s), and a run that failed is no baseline", spec, seen, strings.Join(failed[:min(3, len(failed))], ", "))
	case len(wanted) > 0:
		return nil, fmt.Errorf("--baseline %s: its %d runs are of other worlds than the candidate's (profile, functions, platform, squall or ground differ)", spec, len(wanted))
	}
	return nil, fmt.Errorf("--baseline %s: the history has no such run", spec)
}

// mostPool bounds a pooled baseline: what is older says less of today.
const mostPool = 50

// parse parts a baseline's words: last:5 and branch:main:5 stand for several
// runs; no branch has a colon in its name.
func parse(spec string) (kind, what string, many int, err error) {
	kind, what, _ = strings.Cut(spec, ":")
	number := ""
	switch {
	case kind == "last":
		what, number = "", what
	case kind == "branch":
		what, number, _ = strings.Cut(what, ":")
	}
	if kind != "last" && kind != "merge-base" && what == "" {
		return "", "", 0, errors.New("want " + strings.ReplaceAll(Baselines, "\n", " "))
	}
	if many = 1; number != "" {
		if many, err = strconv.Atoi(number); err != nil || many < compare.LeastPool || many > mostPool {
			return "", "", 0, fmt.Errorf("how many is %q: want %d to %d runs", number, compare.LeastPool, mostPool)
		}
	}
	return kind, what, many, nil
}

// choose gives the records that a baseline's words name, the best first.
func choose(ctx context.Context, kind, what string, records []*history.Record) ([]*history.Record, error) {
	latest := slices.Clone(records)
	slices.Reverse(latest)
	only := func(is func(*history.Record) bool) (out []*history.Record) {
		for _, r := range latest {
			if is(r) {
				out = append(out, r)
			}
		}
		return out
	}
	switch kind {
	case "last":
		return latest, nil
	case "branch":
		return only(func(r *history.Record) bool { return r.Branch == what }), nil
	case "run":
		return only(func(r *history.Record) bool { return r.ID == what }), nil
	case "commit", "tag":
		commit, err := Git(ctx, "rev-parse", "--verify", "--quiet", what+"^{commit}")
		if err != nil && kind == "tag" {
			return nil, fmt.Errorf("git knows no tag %q", what)
		}
		if err != nil {
			commit = what // of a repository that is not here
		}
		return only(func(r *history.Record) bool { return r.Commit != "" && strings.HasPrefix(r.Commit, commit) }), nil
	case "merge-base":
		return mergeBase(ctx, what, latest)
	}
	return nil, errors.New("want " + strings.ReplaceAll(Baselines, "\n", " "))
}

// mergeBase gives the runs of the commit where HEAD left a branch, then those
// of its ancestors, from the nearest on.
func mergeBase(ctx context.Context, of string, latest []*history.Record) (out []*history.Record, err error) {
	if of == "" {
		for _, name := range [...]string{"origin/main", "origin/master", "main", "master"} {
			if exists(ctx, name) {
				of = name
				break
			}
		}
	}
	base, err := Git(ctx, "merge-base", "HEAD", of)
	if err != nil {
		return nil, fmt.Errorf("git finds no commit that HEAD and %q have in common; in CI fetch the whole history (fetch-depth: 0)", of)
	}
	line, err := Git(ctx, "rev-list", "--first-parent", "--max-count=1000", base)
	if err != nil {
		return nil, err
	}
	for commit := range strings.Lines(line) {
		for _, r := range latest {
			if r.Commit == strings.TrimSpace(commit) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}
