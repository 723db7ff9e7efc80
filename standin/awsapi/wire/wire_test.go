package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/google/go-cmp/cmp"
)

type thing struct {
	Text   string
	Whole  *int64
	Number *float64
	On     *bool
	At     *Time
	Parts  []part
	Table  map[string]float64 `json:"table,omitempty"`
	Raw    []byte
	Hidden string `json:",omitempty"`
	page
}

type part struct{ Name, Value string }

// page is a part of several requests.
type page struct{ Limit *int }

// echo answers with what it was asked, and keeps it.
func echo(got *thing) *API {
	return &API{Name: "Echo", Target: "Echo_1", JSON: "application/x-amz-json-1.0", CBOR: true, Namespace: "http://echo/", Shapes: "com.echo#",
		Account: "111122223333", Region: "us-east-1", Model: []string{"Echo", "Later"}, Operations: map[string]Operation{
			"Echo": Op(func(_ context.Context, c Call, in *thing) (any, error) {
				*got = *in
				if in.Text == "refuse" {
					return nil, &Error{Status: 404, Code: "NoSuchThing", Query: "Thing.None", Message: "none <here>"}
				}
				return in, nil
			}),
			"Nothing": Op(func(context.Context, Call, *struct{}) (any, error) { return nil, nil }),
		}}
}

func ask(api *API, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	w.Header().Set("X-Amzn-Requestid", "ID")
	api.ServeHTTP(w, r)
	return w
}

func asked[T any](v T) *T { return &v }

const inJSON = `{"Text":"a<b","Whole":-3,"Number":2.0,"On":true,"At":1763812800.5,"Parts":[{"Name":"n","Value":"v"},{"Name":"m","Value":""}],"table":{"p50":1.5},"Raw":"AP8=","Limit":7}`

func askJSON(api *API, body string) *httptest.ResponseRecorder {
	return ask(api, "POST", "/", body, "X-Amz-Target", "Echo_1.Echo", "Content-Type", "application/x-amz-json-1.0")
}

func askCBOR(api *API, body string) *httptest.ResponseRecorder {
	return ask(api, "POST", "/service/Echo_1/operation/Echo", body, "Smithy-Protocol", "rpc-v2-cbor", "Content-Type", "application/cbor")
}

func askQuery(api *API, body string) *httptest.ResponseRecorder {
	return ask(api, "POST", "/", body, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
}

func differ(got, want thing) string { return cmp.Diff(got, want, cmp.AllowUnexported(thing{})) }

// TestProtocols asks the same in three protocols.
func TestProtocols(t *testing.T) {
	want := thing{Text: "a<b", Whole: asked[int64](-3), Number: asked(2.0), On: asked(true), At: asked[Time](1763812800500),
		Parts: []part{{"n", "v"}, {"m", ""}}, Table: map[string]float64{"p50": 1.5},
		Raw: []byte{0, 255}, page: page{asked(7)}}
	var got thing
	api := echo(&got)
	if w := askJSON(api, inJSON); w.Code != 200 || w.Body.String() != inJSON || differ(got, want) != "" {
		t.Errorf("JSON: %d %s %s", w.Code, w.Body, differ(got, want))
	}
	packed := string(cbor.Encode(cbor.Map{"Text": cbor.String("a<b"), "Whole": cbor.NegInt(3), "Number": cbor.Float32(2), "On": cbor.Bool(true),
		"At":    &cbor.Tag{ID: 1, Value: cbor.Float64(1763812800.5)},
		"Parts": cbor.List{cbor.Map{"Name": cbor.String("n"), "Value": cbor.String("v")}, cbor.Map{"Name": cbor.String("m"), "Value": cbor.String("")}},
		"table": cbor.Map{"p50": cbor.Float64(1.5)}, "Raw": cbor.Slice{0, 255}, "Limit": cbor.Uint(7)}))
	got = thing{}
	w := askCBOR(api, packed)
	back, err := cbor.Decode(w.Body.Bytes())
	asked, _ := cbor.Decode([]byte(packed))
	asked.(cbor.Map)["Number"] = cbor.Float64(2)
	if err != nil || w.Code != 200 || differ(got, want) != "" || !cmp.Equal(back, asked) {
		t.Errorf("CBOR: %d %v %s %s", w.Code, err, differ(got, want), cmp.Diff(back, asked))
	}
	got = thing{}
	w = askQuery(api, "Action=Echo&Version=1&Text=a%3Cb&Whole=-3&Number=2&On=true&At=2025-11-22T12%3A00%3A00.500Z"+
		"&Parts.member.1.Name=n&Parts.member.1.Value=v&Parts.member.2.Name=m&Parts.member.2.Value=&table.entry.1.key=p50&table.entry.1.value=1.5&Raw=AP8%3D&Limit=7")
	if w.Code != 200 || differ(got, want) != "" || w.Body.String() != `<EchoResponse xmlns="http://echo/"><EchoResult><Text>a&lt;b</Text><Whole>-3</Whole>`+
		`<Number>2.0</Number><On>true</On><At>2025-11-22T12:00:00.500Z</At><Parts><member><Name>n</Name><Value>v</Value></member>`+
		`<member><Name>m</Name><Value></Value></member></Parts><table><entry><key>p50</key><value>1.5</value></entry></table>`+
		`<Raw>AP8=</Raw><Limit>7</Limit></EchoResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></EchoResponse>` {
		t.Errorf("query: %d %s %s", w.Code, w.Body, differ(got, want))
	}
}

func TestRefusals(t *testing.T) {
	var got thing
	api := echo(&got)
	for name, tt := range map[string]struct {
		got    *httptest.ResponseRecorder
		status int
		body   string
	}{
		"JSON":          {askJSON(api, `{"Text":"refuse"}`), 404, `{"__type":"com.echo#NoSuchThing","message":"none <here>"}`},
		"query":         {askQuery(api, "Action=Echo&Text=refuse"), 404, `<Code>Thing.None</Code><Message>none &lt;here&gt;</Message>`},
		"not built":     {askQuery(api, "Action=Later"), 501, "the operation Later of Echo is not built"},
		"no action":     {askQuery(api, "Text=x"), 400, "Missing Action"},
		"bad form":      {askQuery(api, "%zz"), 400, "not a form"},
		"a list":        {askJSON(api, `[]`), 400, "not a JSON object"},
		"two values":    {askJSON(api, `{} {}`), 400, "more than one"},
		"cut":           {askJSON(api, `{"Text":`), 400, "not JSON"},
		"number":        {askJSON(api, `{"Text":1}`), 400, "Text: a number where a string belongs"},
		"fraction":      {askJSON(api, `{"Whole":1.5}`), 400, "Whole: a number where a whole number belongs"},
		"text":          {askJSON(api, `{"Number":"1"}`), 400, "Number: a string where a number belongs"},
		"huge":          {askJSON(api, `{"Whole":1e300}`), 400, "whole number"},
		"deep":          {askJSON(api, `{"Parts":[{"Name":[]}]}`), 400, "Parts.0.Name: a list where a string belongs"},
		"null in list":  {askJSON(api, `{"Parts":[null]}`), 400, "null in a list"},
		"no date":       {askJSON(api, `{"At":"yesterday"}`), 400, "At: a string where a timestamp belongs"},
		"form boolean":  {askQuery(api, "Action=Echo&On=maybe"), 400, "true or false"},
		"form map":      {askQuery(api, "Action=Echo&table.p50=1"), 400, "table: a structure where a map belongs"},
		"form entry":    {askQuery(api, "Action=Echo&table.entry.1.Name=a&table.entry.1.Value=b"), 400, "table.a: a string where a number belongs"},
		"not base64":    {askJSON(api, `{"Raw":"%"}`), 400, "Raw: a string where base64 belongs"},
		"no blob":       {askJSON(api, `{"Raw":[1]}`), 400, "Raw: a list where a blob belongs"},
		"form list":     {askQuery(api, "Action=Echo&Parts=x"), 400, "Parts: a string where a list belongs"},
		"CBOR":          {askCBOR(api, "\xff"), 400, "not CBOR"},
		"CBOR list":     {askCBOR(api, "\x80"), 400, "not a CBOR map"},
		"CBOR cut list": {askCBOR(api, "\x9a\xff\xff\xff\xff"), 400, "not CBOR"},
		"CBOR path":     {ask(api, "POST", "/service/Echo_1/operation/", "", "Smithy-Protocol", "rpc-v2-cbor"), 404, "UnknownOperation"},
		"target":        {ask(api, "POST", "/", "", "X-Amz-Target", "Other.Echo"), 400, "X-Amz-Target must be Echo_1."},
		"long":          {askJSON(api, `{"Text":"`+strings.Repeat("x", MaxBody)+`"}`), 413, "longer than any"},
		"not packed":    {ask(api, "POST", "/", "{}", "X-Amz-Target", "Echo_1.Echo", "Content-Encoding", "gzip"), 400, "not gzip"},
		"other packing": {ask(api, "POST", "/", "{}", "X-Amz-Target", "Echo_1.Echo", "Content-Encoding", "br"), 400, "br is not supported"},
		"bomb":          {ask(api, "POST", "/", bomb(t), "X-Amz-Target", "Echo_1.Echo", "Content-Encoding", "gzip"), 413, "longer than any"},
	} {
		if tt.got.Code != tt.status || !strings.Contains(tt.got.Body.String(), tt.body) {
			t.Errorf("%s: %d %s, want %d %s", name, tt.got.Code, tt.got.Body, tt.status, tt.body)
		}
	}
	if h := askCBOR(api, string(cbor.Encode(cbor.Map{"Text": cbor.String("refuse")}))).Header(); h.Get("X-Amzn-Query-Error") != "Thing.None;Sender" {
		t.Errorf("the older code of a refusal: %v", h)
	}
	old := &API{Name: "Old", Namespace: "http://old/"}
	if w := askJSON(old, `{}`); w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != "text/xml" || !strings.Contains(w.Body.String(), "MissingAction") {
		t.Errorf("JSON where only the query protocol is spoken: %d %v %s", w.Code, w.Header(), w.Body)
	}
	for bare, want := range map[bool]string{false: "{}", true: ""} {
		api.Bare = bare
		if w := ask(api, "POST", "/", "", "X-Amz-Target", "Echo_1.Nothing"); w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("nothing is %d %q, want %q", w.Code, w.Body, want)
		}
	}
}

// bomb is 16 MB of zeros, packed.
func bomb(t *testing.T) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(make([]byte, 16<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FuzzDecoders: no request panics or is answered with 500.
func FuzzDecoders(f *testing.F) {
	f.Add(inJSON, 0)
	f.Add("\xa1dText\x61a", 1)
	f.Add("\xa1eParts\x9f\xa1dName\xc1\x01\xff", 1)
	f.Add("Action=Echo&Parts.member.1.Name=n&Parts.member.x=1&Parts=", 2)
	f.Fuzz(func(t *testing.T, body string, how int) {
		var got thing
		askIt := []func(*API, string) *httptest.ResponseRecorder{askJSON, askCBOR, askQuery}[uint(how)%3]
		if w := askIt(echo(&got), body); w.Code == http.StatusInternalServerError {
			t.Errorf("%q is answered %s", body, w.Body)
		}
	})
}
