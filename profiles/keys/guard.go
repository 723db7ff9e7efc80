package keys

import "squall/profiles/schema"

// What a run on AWS is kept safe by.
var (
	state = schema.NewPattern(`s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[a-zA-Z0-9!_.*'()-]+)*/?|ssm:(/[a-zA-Z0-9_.-]+){1,10}/?`, "a place for state is written as s3://BUCKET/PREFIX or ssm:/PATH")
	role  = schema.NewPattern(`arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+`, "a role is written as arn:aws:iam::111122223333:role/NAME")
	alarm = schema.NewPattern(`arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:\S.*`, "an alarm is written as arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME")
	logs  = schema.NewPattern(`s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/\S+)*/?|logs:[a-zA-Z0-9_/.#-]{1,512}`, "an access log is written as s3://BUCKET/PREFIX or logs:GROUP")
	group = schema.NewPattern(`logs:[a-zA-Z0-9_/.#-]{1,512}`, "a log group is written as logs:GROUP")
)

var stop = schema.Either{
	Scalar: schema.Text{},
	Map: schema.Object{Keys: []schema.Key{
		{Name: "alarm", Side: schema.AttackSide, Required: true, Doc: "ARN of a CloudWatch alarm that ends a run on AWS when it goes off.", Type: schema.Text{Pattern: alarm}}}},
}
