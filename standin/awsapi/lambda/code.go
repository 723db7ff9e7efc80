package lambda

import (
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
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
