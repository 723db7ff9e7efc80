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
	SourceKMSKeyArn string
}

// code identifies the code; of the bytes only their hash and size are kept.
func (f *functionCode) code() (setting.Code, *catalog.Error) {
	switch {
	case f.SourceKMSKeyArn != "":
		return setting.Code{}, refuse.Unbuilt("SourceKMSKeyArn")
	case f.S3Bucket != "" || f.S3Key != "":
		return setting.Code{}, refuse.Unbuilt("code from S3 (give ZipFile)")
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

// keep hands the code to a backend that runs it. What is refused for another
// reason is refused later, in AWS's order.
func (f *functionCode) keep(b Backend) *catalog.Error {
	packages, ok := b.(Packages)
	if !ok || f == nil || f.ZipFile == nil {
		return nil
	}
	code, refused := setting.ZipCode(f.ZipFile)
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
