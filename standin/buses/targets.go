package buses

import (
	"encoding/json"
	"slices"
	"strings"

	"squall/standin/catalog/naming"
)

// Target is where a rule sends its events, and as what. At most one of Input,
// InputPath and Template is set; none stands for the event itself.
type Target struct {
	ID         string
	ARN        string
	Input      string            // JSON in place of the event
	InputPath  string            // what of the event is sent
	Paths      map[string]string // of a transformer: names for parts of the event
	Template   string            // of a transformer
	DeadLetter string            // ARN of a queue for what cannot be delivered, or ""
}

// maxTargets is the quota of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const maxTargets = 5

// PutTargets adds targets to a rule, or replaces those with the same ids. All
// are taken or none.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (s *Buses) PutTargets(id ID, name string, targets []Target) error {
	r, err := s.rule(id, name)
	if err != nil {
		return err
	}
	now := slices.Clone(r.targets)
	for _, t := range targets {
		if err := t.check(); err != nil {
			return err
		}
		if i := slices.IndexFunc(now, func(o Target) bool { return o.ID == t.ID }); i >= 0 {
			now[i] = t
			continue
		}
		now = append(now, t)
	}
	if len(now) > maxTargets {
		return &Error{Status: 400, Code: "LimitExceededException", Message: "The requested resource exceeds the maximum number allowed."}
	}
	r.targets = now
	return nil
}

func (t *Target) check() error {
	a, ok := naming.ParseARN(t.ARN)
	given := 0
	for _, s := range []string{t.Input, t.InputPath, t.Template} {
		if s != "" {
			given++
		}
	}
	switch {
	case !nameOK(t.ID, 64, "._-"):
		return invalid(violation(t.ID, "targets.1.member.id", `Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`))
	case !ok:
		return invalid("Parameter " + t.ARN + " is not valid. Reason: Provided Arn is not in correct format.")
	case given > 1:
		return invalid("Only one of Input, InputPath, or InputTransformer must be provided for target " + t.ID + ".")
	case t.Input != "" && !json.Valid([]byte(t.Input)):
		return invalid("JSON syntax error in input for target " + t.ID)
	case t.InputPath != "" && !pathOK(t.InputPath):
		return invalid("Invalid InputPath for target " + t.ID + ".")
	case len(t.Paths) > 0 && t.Template == "":
		return invalid("Invalid InputTemplate for target " + t.ID + " : [Template must not be empty.]")
	}
	for _, p := range t.Paths {
		if !pathOK(p) {
			return invalid("Invalid InputPathsMap for target " + t.ID + ".")
		}
	}
	switch a.Service {
	case "lambda", "sqs", "sns", "events":
		return nil
	}
	return notBuilt("A target of the service " + a.Service + " is")
}

// RemoveTargets takes targets from a rule; it gives the ids that it did not
// find.
func (s *Buses) RemoveTargets(id ID, name string, ids []string) (missing []string, err error) {
	r, err := s.rule(id, name)
	if err != nil {
		return nil, err
	}
	for _, t := range ids {
		before := len(r.targets)
		r.targets = slices.DeleteFunc(r.targets, func(o Target) bool { return o.ID == t })
		if len(r.targets) == before {
			missing = append(missing, t)
		}
	}
	return missing, nil
}

// Targets lists a rule's targets, in the order they were added.
func (s *Buses) Targets(id ID, name string) ([]Target, error) {
	r, err := s.rule(id, name)
	if err != nil {
		return nil, err
	}
	return slices.Clone(r.targets), nil
}

// shape is what the target gets of an event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
func (t *Target) shape(e *event, ruleARN, rule string) string {
	whole := e.text()
	switch {
	case t.Input != "":
		return t.Input
	case t.InputPath != "":
		v, _ := at(decode(whole), t.InputPath)
		return jsonText(v)
	case t.Template != "":
		return t.fill(whole, ruleARN, rule)
	}
	return whole
}

// fill puts the parts of an event into the template's <names>. A text between
// quotes is put in as it is; elsewhere a part stands as its JSON.
func (t *Target) fill(whole, ruleARN, rule string) string {
	document := decode(whole)
	var b strings.Builder
	quoted := false
	for rest := t.Template; rest != ""; {
		c := rest[0]
		if c == '<' {
			if name, tail, ok := strings.Cut(rest[1:], ">"); ok {
				if text, known := t.part(document, whole, name, quoted, ruleARN, rule); known {
					b.WriteString(text)
					rest = tail
					continue
				}
			}
		}
		if c == '"' && !strings.HasSuffix(b.String(), `\`) {
			quoted = !quoted
		}
		b.WriteByte(c)
		rest = rest[1:]
	}
	return b.String()
}

// part is what a name of the template stands for; false for no name.
func (t *Target) part(document any, whole, name string, quoted bool, ruleARN, rule string) (string, bool) {
	var v any
	switch name {
	case "aws.events.rule-arn":
		v = ruleARN
	case "aws.events.rule-name":
		v = rule
	case "aws.events.event.json", "aws.events.event":
		return whole, true
	default:
		path, known := t.Paths[name]
		if !known {
			return "", false
		}
		v, _ = at(document, path)
	}
	s, isText := v.(string)
	switch {
	case isText && quoted:
		escaped := jsonText(s)
		return escaped[1 : len(escaped)-1], true
	case v == nil && quoted:
		return "", true
	}
	return jsonText(v), true
}
