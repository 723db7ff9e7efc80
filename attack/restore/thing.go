package restore

import "squall/profiles"

// settings are the kinds of which each makes and the other removes one thing.
var settings = map[profiles.ChangeKind]profiles.ChangeKind{profiles.DeleteReserved: profiles.PutReserved, profiles.DeleteProvisioned: profiles.PutProvisioned,
	profiles.DeleteEventInvoke: profiles.PutEventInvoke, profiles.DeleteAlias: profiles.PutAlias}

// Thing names what a change sets, so that two changes of one thing are known.
func Thing(c profiles.Change) string {
	kind, queue := c.Kind, c.Queue
	if put := settings[kind]; put != "" {
		kind = put
	}
	if kind == profiles.PutDeadLetter {
		queue = "" // the setting, not the queue
	}
	return string(kind) + " " + c.Function + " " + c.Alias + " " + c.Qualifier + " " + c.Path + " " + queue + " " + c.Source + " " + c.Filter + " " + c.Lease
}
