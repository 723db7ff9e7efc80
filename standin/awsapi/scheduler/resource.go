package scheduler

import (
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/timetable"
)

// resource is what the input of a call names, as policies write it; * when it
// names nothing known here.
func resource(p timetable.Place, in map[string]any) string {
	text := func(member string) string {
		s, _ := in[member].(string)
		return s
	}
	switch {
	case text("FunctionName") != "":
		ref, err := naming.Parse(p.Account, p.Region, text("FunctionName"), text("Qualifier"))
		if err != nil {
			return "*"
		}
		arn := "arn:aws:lambda:" + ref.Region + ":" + ref.Account + ":function:" + ref.Name
		if ref.Qualifier != "" {
			arn += ":" + ref.Qualifier
		}
		return arn
	case text("Resource") != "":
		return text("Resource")
	case text("UUID") != "":
		return "arn:aws:lambda:" + p.Region + ":" + p.Account + ":event-source-mapping:" + text("UUID")
	case text("QueueUrl") != "":
		parts := strings.Split(text("QueueUrl"), "/")
		if len(parts) < 2 {
			return "*"
		}
		return "arn:aws:sqs:" + p.Region + ":" + parts[len(parts)-2] + ":" + parts[len(parts)-1]
	case text("QueueName") != "":
		return "arn:aws:sqs:" + p.Region + ":" + p.Account + ":" + text("QueueName")
	}
	return "*"
}
