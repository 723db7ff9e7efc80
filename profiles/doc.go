// Package profiles holds what a user wrote as a checked Plan: plain values
// that can be printed and compared. From a plan follow the changes that make
// its worlds on a target (Setup, BlockChanges, FaultChanges) and the
// ordered steps of its run (Timeline). The profiles that come with squall are
// embedded here.
//
// Package profiles/read reads and checks the text; this package does not. It
// carries out no change, opens no file and knows no clock.
//
// Reading order: plan.go, change.go, setup.go, block.go, timeline.go.
package profiles
