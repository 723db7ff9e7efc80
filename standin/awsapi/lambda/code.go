package lambda

import (
	"errors"

	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/invoke"
)

// functionCode is where code comes from.
type functionCode struct {
	ZipFile         []byte
	ImageUri        string
	S3Bucket        string
	S3Key           string
	S3ObjectVersion string
	SourceKMSKeyArn string

	stored bool // ZipFile is what was read from S3
}

// code identifies the code; of the bytes only their hash and size are kept.
func (f *functionCode) code() (setting.Code, *catalog.Error) {
	switch {
	case f.SourceKMSKeyArn != "":
		return setting.Code{}, refuse.Unbuilt("SourceKMSKeyArn")
	case f.stored:
		return setting.StoredCode(f.ZipFile)
	case f.ImageUri != "":
		return setting.ImageCode(f.ImageUri), nil
	case f.ZipFile == nil:
		return setting.Code{}, refuse.Invalid("Please provide a source for function code.")
	}
	return setting.ZipCode(f.ZipFile)
}

// Packages keeps the code of functions, for a backend that runs it.
type Packages interface {
	// Keep keeps a zip under its hash; invoke.ErrUnzipped says that it is too
	// large.
	Keep(hash string, zip []byte) error
}

// Objects are those of S3, for a backend that has them; code is "" or S3's own
// error code, and message goes with it.
type Objects interface {
	Object(bucket, key, version string, most int64) (body []byte, code, message string)
}

// maxUnzipped is the limit of a package unzipped, so no zip is larger.
const maxUnzipped = 262144000

// fetch reads code that is in S3.
// Words: https://github.com/hashicorp/terraform-provider-aws/issues/16876
func (f *functionCode) fetch(b Backend) *catalog.Error {
	if f.stored || f.S3Bucket == "" && f.S3Key == "" {
		return nil
	}
	objects, ok := b.(Objects)
	switch {
	case !ok:
		return refuse.Unbuilt("code from S3 in virtual time")
	case f.ZipFile != nil || f.ImageUri != "":
		return refuse.Invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.")
	case f.S3Bucket == "" || f.S3Key == "":
		return refuse.Invalid("Please provide both S3Bucket and S3Key.")
	}
	body, code, message := objects.Object(f.S3Bucket, f.S3Key, f.S3ObjectVersion, maxUnzipped)
	if code != "" {
		return refuse.Invalid("Error occurred while GetObject. S3 Error Code: %s. S3 Error Message: %s", code, message)
	}
	f.ZipFile, f.stored = body, true
	return nil
}

// keep hands the code to a backend that runs it. What is refused for another
// reason is refused later, in AWS's order.
func (f *functionCode) keep(b Backend) *catalog.Error {
	if f == nil {
		return nil
	}
	if err := f.fetch(b); err != nil {
		return err
	}
	packages, ok := b.(Packages)
	if !ok || f.ZipFile == nil {
		return nil
	}
	code, refused := f.code()
	if refused != nil {
		return nil
	}
	switch err := packages.Keep(code.Sha256, f.ZipFile); {
	case errors.Is(err, invoke.ErrUnzipped):
		return refuse.Invalid("Unzipped size must be smaller than 262144000 bytes")
	case err != nil:
		return refuse.Invalid("Could not unzip uploaded file. Please check your file, then try to upload again. (%v)", err)
	}
	return nil
}

// architecture is the one that is given, or "".
func architecture(list []string) (string, *catalog.Error) {
	switch len(list) {
	case 0:
		return "", nil
	case 1:
		return list[0], nil
	}
	shown := "["
	for i, a := range list {
		if i > 0 {
			shown += ", "
		}
		shown += a
	}
	return "", refuse.TooLong(shown+"]", "architectures", 1)
}
