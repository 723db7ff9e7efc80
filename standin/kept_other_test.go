package standin_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/standin"
)

// A state is for the stand-in that it was begun with, and for one at a time.
func TestStateOfAnother(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, done, err := begin(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := begin(ctx, dir); err == nil || !strings.Contains(err.Error(), "another squall has this folder") {
		t.Errorf("two at a time: %v", err)
	}
	cancel()
	if err := <-done; err != nil || s.Resumed() {
		t.Fatal(err)
	}
	plan, err := keptWorld()
	if err != nil {
		t.Fatal(err)
	}
	o := standin.Options{Seed: 9, Compress: plan.Compress, World: &plan.Arms[0].World, Keep: dir, Diag: os.Stderr}
	if _, err := standin.New(o); err == nil || !strings.Contains(err.Error(), "begun with another profile") {
		t.Errorf("another seed: %v", err)
	}
	o.Seed, o.Enforce = plan.Seed, true
	if _, err := standin.New(o); err == nil || !strings.Contains(err.Error(), "--iam lenient; this one is of") {
		t.Errorf("--iam enforce: %v", err)
	}
	path := filepath.Join(dir, "state.sqk")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("squall state 0 "), b...), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Enforce = false
	if _, err := standin.New(o); err == nil || !strings.Contains(err.Error(), "written by another squall") {
		t.Errorf("another version: %v", err)
	}
}
