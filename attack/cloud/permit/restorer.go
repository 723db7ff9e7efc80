package permit

import "slices"

// restores are what the role of restores calls, for each word of --allow.
var restores = map[string][]string{
	"reserved":    changes["reserved"],
	"provisioned": changes["provisioned"],
	"alias":       changes["alias"],
	"async":       changes["async"],
}

// Restorer is the least policy of the role that EventBridge Scheduler takes to
// put back what a run has changed.
func Restorer(n Needs) Document {
	d := Document{Version: "2012-10-17"}
	var both []string
	for _, f := range n.Functions {
		arn := "arn:aws:lambda:" + n.Region + ":" + n.Account + ":function:" + f
		both = append(both, arn, arn+":*")
	}
	actions := []string{"lambda:UntagResource"}
	for _, word := range n.Changes {
		actions = append(actions, restores[word]...)
	}
	d.Statement = append(d.Statement, Statement{"PutBack", "Allow", actions, both})
	if slices.Contains(n.Changes, "queue") {
		d.Statement = append(d.Statement, Statement{"Queues", "Allow", []string{"sqs:DeleteQueue"}, []string{"arn:aws:sqs:" + n.Region + ":" + n.Account + ":squall-*"}})
	}
	if slices.Contains(n.Changes, "mapping") {
		d.Statement = append(d.Statement, Statement{"Mappings", "Allow", []string{"lambda:UpdateEventSourceMapping"}, []string{"*"}})
	}
	return d
}
