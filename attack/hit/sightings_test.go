package hit

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func encodeSightings(t testing.TB, all []Sighting) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewSightingWriter(&buf, testNames)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if err := w.Write(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func decodeSightings(t testing.TB, data []byte) (all []Sighting, lost int) {
	t.Helper()
	r, err := NewSightingReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(testNames, r.Names()); diff != "" {
		t.Error(diff)
	}
	var s Sighting
	for err = r.Next(&s); err == nil; err = r.Next(&s) {
		all = append(all, s)
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return all, r.Lost()
}

func attempts(n int) []Sighting {
	all := make([]Sighting, n)
	for i := range all {
		all[i] = Sighting{
			Kind: SightingKind(i % int(SightingKinds)), At: int64(i) * 50_000_000, Duration: 20_000_000 + int64(i),
			RequestID: uuidText(bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 8)), Version: "1", Environment: "2026/01/02/[1]abc",
			Failed: i%3 == 0, Condition: "RetriesExhausted", ErrorCode: "200", Count: i % 4, Target: OnFailure, Repeat: 1,
		}
	}
	return all
}

func TestSightingsComeBackAsTheyWere(t *testing.T) {
	want := attempts(5000)
	data := encodeSightings(t, want)
	got, lost := decodeSightings(t, data)
	if diff := cmp.Diff(want, got); diff != "" || lost != 0 {
		t.Fatalf("%d blocks lost, -want +got:\n%s", lost, diff)
	}
	if per := len(data) / len(want); per > 45 {
		t.Errorf("%d bytes a sighting", per)
	}
}

func TestAnySightingComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.Just("0123abcd-4567-89ab-cdef-0123456789ab"))
		want := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Sighting {
			return Sighting{
				Kind: SightingKind(rapid.Byte().Draw(t, "kind")), Target: SightingKind(rapid.Byte().Draw(t, "target")),
				Arm: rapid.Uint16().Draw(t, "arm"), Repeat: rapid.Uint16().Draw(t, "repeat"), Entry: rapid.Uint16().Draw(t, "entry"),
				At: rapid.Int64().Draw(t, "at"), Duration: rapid.Int64().Draw(t, "duration"), RequestID: text.Draw(t, "id"),
				Version: text.Draw(t, "version"), Environment: text.Draw(t, "env"), Failed: rapid.Bool().Draw(t, "failed"),
				Condition: text.Draw(t, "condition"), ErrorCode: text.Draw(t, "code"), Count: rapid.Int().Draw(t, "count"),
			}
		}), 1, 10).Draw(rt, "sightings")
		got, lost := decodeSightings(t, encodeSightings(t, want))
		if diff := cmp.Diff(want, got); diff != "" || lost != 0 {
			rt.Fatalf("%d blocks lost, -want +got:\n%s", lost, diff)
		}
	})
}

func TestTornSightingsLoseOneBlock(t *testing.T) {
	want := attempts(5000)
	data := encodeSightings(t, want)
	got, lost := decodeSightings(t, data[:len(data)-1])
	if lost != 1 || len(got) == 0 || len(got) >= len(want) {
		t.Fatalf("%d of %d sightings, %d blocks lost", len(got), len(want), lost)
	}
	if diff := cmp.Diff(want[:len(got)], got); diff != "" {
		t.Error(diff)
	}
}

func FuzzSightings(f *testing.F) {
	data := encodeSightings(f, attempts(8))
	f.Add(data[len(encodeSightings(f, nil))+frameHead:])
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) > maxPayload {
			return
		}
		var file bytes.Buffer
		file.Write(encodeSightings(t, nil))
		frame := frameWriter{w: &file}
		frame.write(payload)
		first, _ := decodeSightings(t, file.Bytes())
		second, lost := decodeSightings(t, encodeSightings(t, first))
		if len(first) != len(second) || lost != 0 || len(first) > 0 && cmp.Diff(first, second) != "" {
			t.Fatalf("%d sightings came back as %d, %d blocks lost", len(first), len(second), lost)
		}
	})
}

func TestUUIDs(t *testing.T) {
	const id = "0123abcd-4567-89ab-cdef-0123456789ab"
	b, ok := uuidBytes(id)
	if !ok || uuidText(b[:]) != id {
		t.Errorf("%s came back as %s, %v", id, uuidText(b[:]), ok)
	}
	for _, other := range []string{"", id[1:], strings.ToUpper(id), strings.ReplaceAll(id, "-", "_"), strings.Replace(id, "0", "g", 1)} {
		if _, ok := uuidBytes(other); ok {
			t.Errorf("%q counts as a UUID", other)
		}
	}
}
