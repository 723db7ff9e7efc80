//go:build !unix

package journal

import "os"

// lock has no lock that ends with its process here.
func lock(*os.File) error { return nil }
