package scheduler

import (
	"cmp"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/timetable"
)

// resource is what the input of a call names, as policies write it; * when it
// names nothing known here.
func resource(p timetable.Place, o operation, in map[string]any) string {
	text := func(member string) string {
		s, _ := in[member].(string)
		return s
	}
	switch {
	case o.service == "events":
		return onBus(p, text("Rule"), text("EventBusName"), text("Name"), o.name)
	case o.service == "fis" && text("Id") != "":
		return "arn:aws:fis:" + p.Region + ":" + p.Account + ":experiment-template/" + text("Id")
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
	case text("Uuid") != "":
		return "arn:aws:lambda:" + p.Region + ":" + p.Account + ":event-source-mapping:" + text("Uuid")
	case text("Bucket") != "" && text("Key") != "":
		return "arn:aws:s3:::" + text("Bucket") + "/" + text("Key")
	case text("Bucket") != "":
		return "arn:aws:s3:::" + text("Bucket")
	case text("TopicArn") != "":
		return text("TopicArn")
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

// onBus is a rule, or a bus.
func onBus(p timetable.Place, rule, bus, name, operation string) string {
	arn := "arn:aws:events:" + p.Region + ":" + p.Account + ":"
	if strings.HasSuffix(operation, "EventBus") {
		return arn + "event-bus/" + name
	}
	if bus != "" && bus != "default" {
		bus += "/"
	} else {
		bus = ""
	}
	return arn + "rule/" + bus + cmp.Or(rule, name)
}
