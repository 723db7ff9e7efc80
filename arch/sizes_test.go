package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

const (
	longestFunction     = 60
	longestTestFunction = 80
	longestFile         = 400
	longestPackage      = 1500 // without tests
	longestOperation    = 120  // a file of an operation folder
	longestCommand      = 200  // a file of cmd/squall
)

// commands is the folder with a file for each subcommand, as many as there are.
const commands = "cmd/squall"

// holdsOperations says whether a folder is the API of one AWS service: a file
// for each operation, as many as the service has, so that its files are
// limited and not their sum.
func holdsOperations(folder string) bool {
	service, ok := strings.CutPrefix(folder, "standin/awsapi/")
	return ok && service != "vectors" && service != "signature" && service != "wire" && !strings.Contains(service, "/")
}

// size is the length of something in lines.
type size struct {
	what  string
	lines int
	limit int
}

func functionSizes(t *testing.T) (sizes []size) {
	for _, f := range tree(t) {
		limit := longestFunction
		if f.test {
			limit = longestTestFunction
		}
		for _, decl := range f.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				lines := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
				sizes = append(sizes, size{f.line(fn.Pos()) + " " + fn.Name.Name, lines, limit})
			}
		}
	}
	return sizes
}

func fileSizes(t *testing.T) (sizes []size) {
	for _, f := range tree(t) {
		limit := longestFile
		if holdsOperations(f.folder) && !f.test {
			limit = longestOperation
		}
		if f.folder == commands && !f.test {
			limit = longestCommand
		}
		sizes = append(sizes, size{f.path, f.lines, limit})
	}
	return sizes
}

func packageSizes(t *testing.T) (sizes []size) {
	lines := map[string]int{}
	for _, f := range sources(t) {
		lines[f.folder] += f.lines
	}
	for folder, n := range lines {
		if holdsOperations(folder) || folder == commands {
			continue
		}
		sizes = append(sizes, size{folder, n, longestPackage})
	}
	return sizes
}

func TestSizes(t *testing.T) {
	for kind, sizes := range map[string][]size{"functions": functionSizes(t), "files": fileSizes(t), "packages": packageSizes(t)} {
		t.Run(kind, func(t *testing.T) {
			if len(sizes) == 0 {
				t.Fatal("found none")
			}
			slices.SortFunc(sizes, func(a, b size) int {
				if a.lines != b.lines {
					return b.lines - a.lines
				}
				return strings.Compare(a.what, b.what)
			})
			for i, s := range sizes {
				if i < 10 {
					t.Logf("%5d lines  %s", s.lines, s.what)
				}
				if s.lines > s.limit {
					t.Errorf("%s has %d lines; at most %d are allowed", s.what, s.lines, s.limit)
				}
			}
			t.Log(quantiles(sizes))
		})
	}
}

// quantiles expects the longest first.
func quantiles(sizes []size) string {
	at := func(share float64) int { return sizes[int(share*float64(len(sizes)-1))].lines }
	return fmt.Sprintf("%d in all: median %d, p90 %d, p99 %d lines", len(sizes), at(0.5), at(0.1), at(0.01))
}

func TestFoldersOfOperations(t *testing.T) {
	for folder, want := range map[string]bool{
		"standin/awsapi/lambda": true, "standin/awsapi/sqs": true,
		"standin/awsapi": false, "standin/awsapi/lambda/shape": false, "standin/awsapi/vectors": false, "standin/door": false,
	} {
		if got := holdsOperations(folder); got != want {
			t.Errorf("%s: %v, want %v", folder, got, want)
		}
	}
}
