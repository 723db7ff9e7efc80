package read

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"squall/profiles/source"
)

var noName = regexp.MustCompile(`[^a-z0-9]+`)

// fileName is the name of a profile that has none: that of its file, in the
// letters that names have.
func fileName(file string) string {
	base := path.Base(strings.ReplaceAll(file, "\\", "/"))
	base = strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
	name := strings.Trim(noName.ReplaceAllString(base, "-"), "-")
	if name == "" || name[0] < 'a' {
		name = strings.TrimSuffix("profile-"+name, "-")
	}
	return strings.TrimRight(name[:min(len(name), 40)], "-")
}

// At locates what is wrong with a plan for somebody who has read it: at the first
// of some addresses that the profile with its overrides has, or at none.
func At(name string, data []byte, set []string, text string, addresses ...string) error {
	doc, problems := source.Parse(name, data)
	if len(problems) > 0 {
		return Problems(problems)
	}
	for _, assignment := range set {
		doc.Set(assignment) // they were good when the plan was read
	}
	for _, address := range addresses {
		if n := doc.Root.Find(address); n != nil {
			return Problems{doc.Problem(n.At, address, "%s", text)}
		}
	}
	return Problems{doc.Problem(source.Place{}, addresses[0], "%s", text)}
}

// Point locates a problem of one point of a sweep where somebody wrote the
// sweep: at its key or its values in the profile, or in a flag.
func Point(name string, data []byte, address string, flag bool, p source.Problem) source.Problem {
	if p.File != "--set "+address {
		return p
	}
	p.File = "--sweep " + address
	doc, problems := source.Parse(name, data)
	if flag || len(problems) > 0 {
		return p
	}
	sweep := doc.Root.Get("sweep")
	for i := range sweep.Keys() {
		if pair := &sweep.Pairs[i]; pair.Key == address {
			at := pair.At
			if at.Col += p.Col - 1; p.Col > utf8.RuneCountInString(address) {
				at = pair.Value.At
			}
			for _, item := range pair.Value.Items {
				if p.Quote == address+"="+item.Text {
					at = item.At
				}
			}
			return doc.Problem(at, address, "%s", p.Text)
		}
	}
	return p
}
