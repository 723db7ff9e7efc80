package naming_test

import (
	"strings"
	"testing"

	"squall/standin/catalog/naming"
)

func TestParse(t *testing.T) {
	const mismatch = "does not match the specified qualifier"
	for _, tt := range []struct {
		function, qualifier string
		want                naming.Ref
		refused             string // part of the refusal
	}{
		{"f", "", naming.Ref{Region: "us-east-1", Name: "f"}, ""},
		{"f", "live", naming.Ref{Region: "us-east-1", Name: "f", Qualifier: "live"}, ""},
		{"f:live", "", naming.Ref{Region: "us-east-1", Name: "f", Qualifier: "live"}, ""},
		{"f:live", "live", naming.Ref{Region: "us-east-1", Name: "f", Qualifier: "live"}, ""},
		{"f:$LATEST", "", naming.Ref{Region: "us-east-1", Name: "f", Qualifier: "$LATEST"}, ""},
		{"function:f", "", naming.Ref{Region: "us-east-1", Name: "f"}, ""},
		{"123456789012:f", "", naming.Ref{Account: "123456789012", Region: "us-east-1", Name: "f"}, ""},
		{"123456789012:function:f:7", "", naming.Ref{Account: "123456789012", Region: "us-east-1", Name: "f", Qualifier: "7"}, ""},
		{"arn:aws:lambda:us-east-1:123456789012:function:f", "2", naming.Ref{Account: "123456789012", Region: "us-east-1", Name: "f", Qualifier: "2"}, ""},
		{"arn:aws-us-gov:lambda:us-east-1:123456789012:function:f", "", naming.Ref{Account: "123456789012", Region: "us-east-1", Name: "f"}, ""},
		{"arn:aws:lambda:eu-west-1:123456789012:function:f", "", naming.Ref{}, "404 Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"},
		{"f:live", "test", naming.Ref{}, "400 The derived qualifier from the function name " + mismatch},
		{"invalid:function:name", "", naming.Ref{}, "400 1 validation error detected: Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:"},
		{"arn:aws:lambda:us-east-1:123400000000@function:myfn", "", naming.Ref{}, "400 1 validation error detected"},
		{"a b", "", naming.Ref{}, "400 1 validation error detected"},
		{"", "", naming.Ref{}, "400 1 validation error detected"},
		{"f", "a.b", naming.Ref{}, "at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"},
		{"f", strings.Repeat("q", 129), naming.Ref{}, "Member must have length less than or equal to 128"},
		{"a!", strings.Repeat("q", 129), naming.Ref{}, "400 2 validation errors detected: Value 'qqq"},
		{"a.b", "$LATEST.PUBLISHED", naming.Ref{Region: "us-east-1", Name: "a.b", Qualifier: "$LATEST.PUBLISHED"}, ""},
		{strings.Repeat("a", 65), "", naming.Ref{Region: "us-east-1", Name: strings.Repeat("a", 65)}, ""},
	} {
		got, err := naming.Parse("", "us-east-1", tt.function, tt.qualifier)
		switch {
		case tt.refused == "" && (err != nil || got != tt.want):
			t.Errorf("%q, %q is %+v, %v; want %+v", tt.function, tt.qualifier, got, err, tt.want)
		case tt.refused != "" && (err == nil || !strings.Contains(status(err.Status)+err.Message, tt.refused)):
			t.Errorf("%q, %q is %+v, %v; want %q", tt.function, tt.qualifier, got, err, tt.refused)
		}
	}
}

// TestParseNew: the name of a function to be made is checked more closely.
func TestParseNew(t *testing.T) {
	for name, refused := range map[string]string{
		"f": "", "function:f": "", "f:$LATEST": "",
		strings.Repeat("a", 64):                    "",
		strings.Repeat("a", 65):                    "400 1 validation error detected: Value 'aaa",
		strings.Repeat("a", 141):                   "Member must have length less than or equal to 140",
		strings.Repeat("a", 140) + "!":             "400 2 validation errors detected: ",
		"a.b":                                      "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
		"f:$LATEST.PUBLISHED":                      "400 1 validation error detected",
		"arn:aws:lambda:eu-west-1:123456789012:f":  "404 Functions from 'eu-west-1'",
		"arn:aws:lambda:us-east-1:123456789012:f.": "400",
	} {
		_, err := naming.ParseNew("", "us-east-1", name)
		switch {
		case refused == "" && err != nil:
			t.Errorf("%q: %v", name, err)
		case refused != "" && (err == nil || !strings.Contains(status(err.Status)+err.Message, refused)):
			t.Errorf("%q: %v, want %s", name, err, refused)
		}
	}
}

func status(n int) string {
	return string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10), ' '})
}

// FuzzParse: what is accepted has a valid name, and its full ARN means the
// same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"f", "f:live", "123456789012:f", "arn:aws:lambda:us-east-1:123456789012:function:f:1", "function:function", "::", "arn:aws"} {
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, function, qualifier string) {
		r, err := naming.Parse("111122223333", "us-east-1", function, qualifier)
		if err != nil {
			return
		}
		if !naming.Valid(strings.ReplaceAll(r.Name, ".", "_")) { // dots are in no function's name, and in AWS's pattern
			t.Fatalf("%q has the name %q", function, r.Name)
		}
		arn := "arn:aws:lambda:" + r.Region + ":" + r.Account + ":function:" + r.Name
		again, err := naming.Parse("111122223333", "us-east-1", arn, r.Qualifier)
		if err != nil || again != r {
			t.Fatalf("%+v became %+v, %v", r, again, err)
		}
	})
}

func TestParseARN(t *testing.T) {
	for s, want := range map[string]naming.ARN{
		"arn:aws:sqs:us-east-1:111122223333:q":                     {Service: "sqs", Region: "us-east-1", Account: "111122223333", Resource: "q"},
		"arn:aws:s3:::bucket/key:with:colons":                      {Service: "s3", Resource: "bucket/key:with:colons"},
		"arn:aws-cn:sns:cn-north-1:111122223333:t":                 {Service: "sns", Region: "cn-north-1", Account: "111122223333", Resource: "t"},
		"arn:aws:sqs:eusc-de-east-1:111122223333:q":                {Service: "sqs", Region: "eusc-de-east-1", Account: "111122223333", Resource: "q"},
		"arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST": {Service: "lambda", Region: "us-east-1", Account: "111122223333", Resource: "function:f:$LATEST"},
	} {
		if got, ok := naming.ParseARN(s); !ok || got != want {
			t.Errorf("%q is %+v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "arn:aws:sqs", "sqs:us-east-1", "arn:gcp:sqs:us-east-1:111122223333:q", "arn:aws:a_b:us-east-1:111122223333:q",
		"arn:aws:sqs:nowhere:111122223333:q", "arn:aws:sqs:us-east-1:12:q", "arn:aws::us-east-1:111122223333:q"} {
		if got, ok := naming.ParseARN(s); ok {
			t.Errorf("%q is %+v", s, got)
		}
	}
}
