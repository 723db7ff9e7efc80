package setting_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"squall/standin/catalog/setting"
)

// packed is a zip of files that say they are so large, and are empty.
func packed(t testing.TB, files int, size uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range files {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: "x", Method: zip.Deflate, UncompressedSize64: size}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBombs: what a zip says of itself is believed when it is too much, and a
// directory of any length is not.
func TestBombs(t *testing.T) {
	for want, data := range map[string][]byte{
		"":                            packed(t, 2, 131072000),
		"Unzipped size":               packed(t, 2, 131072001),
		"Unzipped size must":          packed(t, 3, 1<<63),
		"Could not unzip":             []byte("PK"),
		"at most 200000 files":        bytes.Repeat([]byte("PK\x01\x02"), 200_001),
		"Could not unzip uploaded":    packed(t, 1, 1)[:40],
		"Could not unzip uploaded fi": nil,
	} {
		code, err := setting.StoredCode(data)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Message, want) {
			t.Errorf("want %q: %+v, %v", want, code, err)
		}
	}
}

// FuzzCode: whatever bytes are called a zip, they are identified or refused.
func FuzzCode(f *testing.F) {
	f.Add(packed(f, 2, 5))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		code, err := setting.ZipCode(data)
		if (err == nil) == (code.Sha256 == "") || err != nil && err.Status/100 != 4 {
			t.Errorf("%+v, %v", code, err)
		}
	})
}
