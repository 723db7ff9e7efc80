//go:build !race

package formula

const race = false
