// Package usage tells what this process takes of the machine.
//
// It remembers nothing.
package usage
