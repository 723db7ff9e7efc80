package sam

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/profiles/read"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What a template becomes is in a file beside it, and validates.
func TestTemplates(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no template", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(filepath.Base(file), data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Profile()
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".yaml") + ".profile"
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s became\n%s", file, got)
		}
		if _, err := read.Profile("p.yaml", got, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestNoTemplates(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "no template",
		"- a":                "no template",
		"a: [":               "neither YAML nor JSON",
		"a: 1":               "no Resources",
		"Resources: {}":      "no AWS::Serverless::Function",
		"Resources: {A: {}}": "no AWS::Serverless::Function",
		"Resources: [1]":     "no AWS::Serverless::Function",
		`{"Resources": "x"}`: "no AWS::Serverless::Function",
	} {
		if _, err := Read("t.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Whatever a template says, what comes of it validates.
func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add("Resources: {a b: {Type: AWS::Lambda::Function, Properties: {MemorySize: -1, Timeout: x, FunctionName: {Ref: q}}}}")
	f.Add("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Events: {E: {Type: Api, Properties: {Path: \"/\\n{\", Method: x}}}}}}")
	f.Add("Resources: {F: {Type: AWS::Lambda::Function}, G: {Type: AWS::Lambda::Function, Properties: {FunctionName: F}}}")
	f.Add("Resources: {A: {Properties: {QueueName: !Ref A}}, F: {Type: AWS::Serverless::Function, Properties: {DeadLetterQueue: {TargetArn: !Ref A}, MemorySize: !If [C, 1, 2]}}}\n" +
		"Conditions: {C: !Equals [!Condition C, x], D: {'Fn::Not': [{Condition: D}]}}")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read("t.yaml", []byte(text))
		if err != nil {
			return
		}
		if _, err := d.Profile(); err != nil && strings.Contains(err.Error(), "internal error") {
			t.Fatal(err)
		}
	})
}
