package figure

import "testing"

func TestLeaning(t *testing.T) {
	for _, tt := range []struct {
		of   [][2]string
		want string
	}{
		{nil, ""},
		{[][2]string{{"a", ""}}, ""},
		{[][2]string{{"a", "documented"}, {"b", "documented"}}, "documented"},
		{[][2]string{{"a", "unsure"}}, "unsure (guesses about AWS)"},
		{[][2]string{{"a", "unsure"}, {"b", "measured"}, {"c", "measured"}, {"d", "documented"}},
			"measured; documented: d; unsure (guesses about AWS): a"},
	} {
		if got := Leaning(len(tt.of), func(i int) (string, string) { return tt.of[i][0], tt.of[i][1] }); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.of, got, tt.want)
		}
	}
	if RestsOn("x") != None || RestsOn("unsure") != "unsure" {
		t.Error("what nobody said is not none, or a guess not unsure")
	}
}
