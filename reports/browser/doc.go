// Package browser looks at the pages of reports in a headless Chromium, in its
// tests: that nothing leaves the file and no script fails, that nothing
// overlaps, is cut off or hard to read, on a phone and on a wide screen, light
// and dark.
//
// It has no code of its own, and it skips its tests where there is no browser,
// except in continuous integration. With SHOTS=folder they leave pictures there.
package browser
