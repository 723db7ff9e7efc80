package s3

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"strings"

	"squall/standin/buckets"
)

// checksums are the algorithms, by the ends of their headers.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
var checksums = map[string]func() hash.Hash{
	"Crc32":     func() hash.Hash { return crc32.NewIEEE() },
	"Crc32c":    func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
	"Crc64nvme": func() hash.Hash { return crc64.New(nvme) },
	"Sha1":      sha1.New,
	"Sha256":    sha256.New,
}

// nvme is the table of CRC-64/NVME, whose polynomial is written here with its
// bits reversed, as the library wants it.
var nvme = crc64.MakeTable(0x9a6c9329ac4bc9b5)

// checked compares a body with every checksum that came with it, and repeats
// those in the answer.
func (x *exchange) checked(body []byte) *buckets.Error {
	h := x.r.Header
	if err := digests(h, body); err != nil {
		return err
	}
	for name, make := range checksums {
		header := "X-Amz-Checksum-" + name
		want := h.Get(header)
		if want == "" {
			continue
		}
		sum := make()
		sum.Write(body)
		switch got := base64.StdEncoding.EncodeToString(sum.Sum(nil)); {
		case len(want) != len(got):
			return &buckets.Error{Status: http.StatusBadRequest, Code: "InvalidRequest", Message: "Value for " + strings.ToLower(header) + " header is invalid."}
		case got != want && !x.asks("uploadId"), got != want && x.r.Method == http.MethodPut:
			return &buckets.Error{Status: http.StatusBadRequest, Code: "BadDigest", Message: "The " + strings.ToUpper(name) + " you specified did not match the calculated checksum."}
		}
		x.w.Header().Set(header, want)
		x.w.Header().Set("X-Amz-Checksum-Type", "FULL_OBJECT")
	}
	return nil
}

// digests are the two older ways.
func digests(h http.Header, body []byte) *buckets.Error {
	if want := h.Get("X-Amz-Content-Sha256"); len(want) == 2*sha256.Size {
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != want {
			return code("XAmzContentSHA256Mismatch")
		}
	}
	if want, given := h["Content-Md5"]; given {
		sum := md5.Sum(body)
		switch raw, err := base64.StdEncoding.DecodeString(want[0]); {
		case err != nil || len(raw) != md5.Size:
			return code("InvalidDigest")
		case string(raw) != string(sum[:]):
			return code("BadDigest")
		}
	}
	return nil
}
