// Package units reads and writes numbers with units as profiles spell them:
// times, rates, shares and multipliers. Every error says what is allowed.
//
// It does not know what a number is for, nor where it was written.
package units

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// longest is the longest time that a profile may name: spans of years are
// legal, sums of them stay inside an int64 of nanoseconds.
const longest = 20 * 365 * 24 * time.Hour

// Duration reads a time such as 80ms, 1.5s, 5m or 2h30m; 0 needs no unit.
func Duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && overflows(text), d > longest:
		return 0, fmt.Errorf("%q is too long, a time is at most 20 years", text)
	case err != nil:
		return 0, fmt.Errorf("%q is not a time, write it with a unit, such as 80ms, 1.5s or 2h", text)
	case d < 0:
		return 0, fmt.Errorf("%q is negative, a time is 0 or more", text)
	}
	return d, nil
}

// overflows says whether a text that is no time.Duration is one number with a
// unit, and so merely too large.
func overflows(text string) bool {
	number := strings.TrimRight(text, "nuµmsh")
	_, err := decimal(number)
	return err == nil && slices.Contains([]string{"ns", "us", "µs", "ms", "s", "m", "h"}, text[len(number):])
}

// Percent reads a share such as 0.5% as a number from 0 to 1.
func Percent(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	v, err := decimal(strings.TrimSpace(number))
	if text == "0" {
		return 0, nil
	}
	if !ok || err != nil || v < 0 || v > 100 {
		return 0, fmt.Errorf("%q is not a share, write it as a percentage from 0%% to 100%%", text)
	}
	return v / 100, nil
}

// Multiplier reads a factor such as 60x; it is at least 1.
func Multiplier(text string) (float64, error) {
	const most = 1e6
	number, ok := strings.CutSuffix(text, "x")
	v, err := decimal(number)
	if !ok || err != nil || v < 1 || v > most {
		return 0, fmt.Errorf("%q is not a factor, write it as 60x, from 1x to 1000000x", text)
	}
	return v, nil
}

// Number reads a plain decimal number that is 0 or more.
func Number(text string) (float64, error) {
	v, err := decimal(text)
	if err != nil || v < 0 {
		return 0, fmt.Errorf("%q is not a number, write it as 0.25", text)
	}
	return v, nil
}

// decimal reads digits with at most one point: no exponent, hexadecimal,
// infinity or sign, which would be a slip in a profile.
func decimal(text string) (float64, error) {
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, strconv.ErrSyntax
	}
	v, err := strconv.ParseFloat(text, 64)
	if math.IsInf(v, 0) {
		return 0, strconv.ErrRange
	}
	return v, err
}

// Count reads a whole number that is 0 or more.
func Count(text string) (int, error) {
	v, err := strconv.ParseInt(text, 10, 32)
	if err != nil || v < 0 || strings.HasPrefix(text, "+") {
		return 0, fmt.Errorf("%q is not a whole number from 0 to %d", text, math.MaxInt32)
	}
	return int(v), nil
}
