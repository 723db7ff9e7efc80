// Package attack sends the load of a plan and conducts its run: it applies the
// changes of every block, starts all entries from one instant, joins what the
// doors' logs know, breaks what the faults say, waits until asynchronous
// events have ended, and takes back everything it changed.
//
// Files, in reading order: seed.go (which draws a block uses), streams.go (plan
// to engine), conductor.go, block.go, faults.go, gather.go (a run). Package
// engine sends, package send knows the paths.
//
// It computes no figure and judges nothing: hits and sightings go to a
// Recorder. It never talks to the stand-in except over the wire.
package attack
