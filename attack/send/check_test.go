package send

import (
	"testing"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/profiles"
)

func TestChecks(t *testing.T) {
	const body = `{"ok": true, "n": 7.0, "s": "7", "none": null, "items": [{"id": "a"}, {"id": "b"}]}`
	equals := func(path, text string, quoted bool) profiles.Check {
		return profiles.Check{JSON: path, Equals: &profiles.Equals{Text: text, Quoted: quoted}}
	}
	for _, c := range []struct {
		check profiles.Check
		body  string
		want  string
	}{
		{profiles.Check{JSON: "$.items[1].id"}, body, ""},
		{profiles.Check{JSON: "$.gone"}, body, "buy: no $.gone"},
		{equals("$.ok", "true", false), body, ""},
		{equals("$.ok", "true", true), body, `buy: $.ok is not "true"`},
		{equals("$.n", "7", false), body, ""},
		{equals("$.n", "7", true), body, `buy: $.n is not "7"`},
		{equals("$.s", "7", true), body, ""},
		{equals("$.s", "7", false), body, ""},
		{equals("$.none", "null", false), body, ""},
		{equals("$.items[*].id", "b", false), body, ""},
		{equals("$.items[*].id", "c", false), body, `buy: $.items[*].id is not "c"`},
		{equals("$.items", "b", false), body, `buy: $.items is not "b"`},
		{profiles.Check{JSON: "$.a"}, "<html>", "buy: body that is not JSON"},
		{profiles.Check{JSON: "$.a"}, `{"a":1} x`, "buy: body that is not JSON"},
		{profiles.Check{JSON: "$.a"}, "", "buy: body that is not JSON"},
		{profiles.Check{MinSize: 3}, "ab", "buy: body shorter than 3 bytes"},
		{profiles.Check{MinSize: 2, MaxSize: 2}, "ab", ""},
		{profiles.Check{MaxSize: 1}, "ab", "buy: body longer than 1 bytes"},
	} {
		d, err := demands([]payload.Kind{{Name: "buy", Checks: []profiles.Check{{Status: 200}, c.check}}})
		if err != nil {
			t.Fatal(err)
		}
		h := &hit.Hit{Status: 200}
		if d[0].judge(h, []byte(c.body), int64(len(c.body))); h.Reason != c.want || (h.Outcome == hit.CheckFailed) != (c.want != "") {
			t.Errorf("%+v of %s: %s %q, want %q", c.check, c.body, h.Outcome, h.Reason, c.want)
		}
	}
	d, err := demands([]payload.Kind{{Checks: []profiles.Check{{JSON: "$.a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	h := &hit.Hit{Status: 200}
	if d[0].judge(h, []byte(`{"a"`), 5<<20); h.Reason != "body longer than 1048576 bytes, too long to be read as JSON" {
		t.Errorf("half a body: %q", h.Reason)
	}
	if _, err := demands([]payload.Kind{{Checks: []profiles.Check{{JSON: "$.a["}}}}); err == nil {
		t.Error("a path that is none was taken")
	}
}
