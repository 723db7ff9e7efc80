package amend

import (
	"strings"

	"squall/attack/target"
	"squall/profiles"
)

// back says how and when a change is taken back, in words.
func back(s profiles.Step, c profiles.Change, seen target.Applied) string {
	when := "at the end"
	switch {
	case s.Kind == profiles.StepFault && c.Kind != profiles.PutSpoilt:
		when = "after " + s.For.String()
	case s.Arm >= 0:
		when = "after the block"
	}
	if len(seen.Undo) == 0 {
		return ""
	}
	switch undo := seen.Undo[len(seen.Undo)-1]; {
	case c.Kind == profiles.PutSpoilt:
		return "$LATEST is what it was at once, the version is deleted " + when
	case undo.Kind == profiles.EndExperiment:
		return "stopped and deleted " + when + ", ends by itself too"
	case undo.Kind == profiles.EndDenial:
		return "taken out of the policy " + when + ", ends by itself a minute later"
	case strings.HasPrefix(string(undo.Kind), "Delete"):
		return "deleted " + when
	}
	return seen.Before + " again " + when
}
