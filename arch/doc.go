// Package arch holds the tests that keep the house in order: who may import
// whom, what is pure, how long things may get, what must be documented, and
// that the words written about the code still find it.
//
// It has no code of its own.
package arch
