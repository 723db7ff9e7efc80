package fault

import "strings"

// Match says which requests a fault may strike; empty parts match all.
type Match struct {
	Path    string
	Version string // as the profile calls it
	Header  string // name
	Equals  string // value of Header
	Payload string // what the payload holds
}

// String is what a match asks for, in words.
func (m Match) String() string {
	var words []string
	for _, w := range [...][2]string{{"path ", m.Path}, {"version ", m.Version}, {"header ", m.Header}, {"payload with ", m.Payload}} {
		if w[1] != "" {
			words = append(words, w[0]+w[1])
		}
	}
	if m.Equals != "" {
		words = append(words, "("+m.Equals+")")
	}
	return "where " + strings.Join(words, ", ")
}
