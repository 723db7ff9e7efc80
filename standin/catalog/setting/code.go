package setting

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"squall/standin/catalog/refuse"
)

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	zippedLimit   = 52428800
	unzippedLimit = 262144000
)

// entriesLimit is our own: the directory of a zip is read into memory.
const entriesLimit = 200_000

// Code identifies what a configuration runs. The bytes are not kept.
type Code struct {
	Sha256 string // base64 of a zip's hash, hex of an image's
	Size   int64
	Image  string // URI, or "" for a zip
}

// ZipCode identifies a zip, after looking into it.
func ZipCode(data []byte) (Code, *refuse.Error) {
	if len(data) > zippedLimit {
		return Code{}, &refuse.Error{Status: 413, Code: "RequestEntityTooLargeException",
			Message: "Zipped size must be smaller than 52428800 bytes", CapitalMessage: true}
	}
	return StoredCode(data)
}

// StoredCode identifies a zip that was not sent with the call.
func StoredCode(data []byte) (Code, *refuse.Error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > entriesLimit {
		return Code{}, refuse.Invalid("Could not unzip uploaded file. squall takes packages of at most %d files.", entriesLimit)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Code{}, refuse.Invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
	}
	left := uint64(unzippedLimit)
	for _, f := range z.File {
		if f.UncompressedSize64 > left {
			return Code{}, refuse.Invalid("Unzipped size must be smaller than %d bytes", unzippedLimit)
		}
		left -= f.UncompressedSize64
	}
	sum := sha256.Sum256(data)
	return Code{Sha256: base64.StdEncoding.EncodeToString(sum[:]), Size: int64(len(data))}, nil
}

// ImageCode identifies a container image by its URI, since no registry is
// asked for the digest.
func ImageCode(uri string) Code {
	sum := sha256.Sum256([]byte(uri))
	return Code{Sha256: hex.EncodeToString(sum[:]), Image: uri}
}
