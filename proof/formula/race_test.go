//go:build race

package formula

const race = true
