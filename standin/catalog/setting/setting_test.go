package setting_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"squall/standin/catalog/setting"
)

func good(env map[string]string) setting.Settings {
	return setting.Settings{Runtime: "python3.13", Handler: "h", Role: "arn:aws:iam::111122223333:role/r", Memory: 128,
		Timeout: 3, Storage: 512, Architecture: "arm64", Environment: env}
}

func TestEnvironment(t *testing.T) {
	const unable = "Lambda was unable to configure your environment variables because the environment variables you have provided "
	fill := func(total int) map[string]string { // {"LARGE_VAR":"x..."} is total bytes long
		return map[string]string{"LARGE_VAR": strings.Repeat("x", total-len(`{"LARGE_VAR":""}`))}
	}
	for name, tt := range map[string]struct {
		env  map[string]string
		want string // beginning of the refusal
	}{
		"none":     {nil, ""},
		"limit":    {fill(4096), ""},
		"over":     {fill(4097), unable + `exceeded the 4KB limit. String measured: {"LARGE_VAR":"xxx`},
		"no HTML":  {map[string]string{"AB": strings.Repeat("<", 4000)}, ""},
		"reserved": {map[string]string{"AWS_REGION": "x", "AWS_ACCESS_KEY": "y"}, unable + "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_ACCESS_KEY, AWS_REGION"},
		"short":    {map[string]string{"A": "x"}, "1 validation error detected: Value '{A=x}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"},
		"dash":     {map[string]string{"A-B": "x"}, "1 validation error detected"},
		"handler":  {map[string]string{"_HANDLER": "x"}, "1 validation error detected"},
		"timezone": {map[string]string{"TZ": ":UTC", "LANG": "C"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := good(tt.env).Check()
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Message, tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestEqualLooksAtEverySetting(t *testing.T) {
	base := good(map[string]string{"A_": "1"})
	if !base.Equal(base.With(setting.Changes{})) {
		t.Error("a copy differs")
	}
	env := map[string]string{"A_": "2"}
	for name, ch := range map[string]setting.Changes{
		"runtime": {Runtime: new("java25")}, "handler": {Handler: new("x")}, "role": {Role: new("x")}, "description": {Description: new("x")},
		"memory": {Memory: new(1)}, "timeout": {Timeout: new(1)}, "environment": {Environment: &env}, "dead letter": {DeadLetter: new("x")},
		"storage": {Storage: new(1)},
	} {
		if base.Equal(base.With(ch)) {
			t.Errorf("a changed %s does not show", name)
		}
	}
	for name, f := range map[string]func(*setting.Settings){
		"code": func(s *setting.Settings) { s.Code.Sha256 = "x" }, "model": func(s *setting.Settings) { s.Model = 1 },
		"architecture": func(s *setting.Settings) { s.Architecture = "x86_64" },
	} {
		other := base
		if f(&other); base.Equal(other) {
			t.Errorf("a changed %s does not show", name)
		}
	}
}

func TestZipCode(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create("bootstrap"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := setting.ZipCode(b.Bytes())
	if err != nil || c.Size != int64(b.Len()) || len(c.Sha256) != 44 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := setting.ZipCode([]byte("not a zip")); err == nil || err.Message != "Could not unzip uploaded file. Please check your file, then try to upload again." {
		t.Errorf("rubbish: %v", err)
	}
	if _, err := setting.ZipCode(make([]byte, 52428801)); err == nil || err.Status != 413 || err.Message != "Zipped size must be smaller than 52428800 bytes" {
		t.Errorf("too much: %v", err)
	}
	if i := setting.ImageCode("repo/app:1"); len(i.Sha256) != 64 || i.Image != "repo/app:1" {
		t.Errorf("image: %+v", i)
	}
}
