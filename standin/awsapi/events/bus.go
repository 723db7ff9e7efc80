package events

import (
	"squall/standin/awsapi/wire"
	"squall/standin/buses"
)

type busName struct {
	Name string

	KmsKeyIdentifier, EventSourceName string
	DeadLetterConfig                  *struct{ Arn string }
}

func createEventBus(c *call, in *busName) (any, error) {
	switch {
	case in.EventSourceName != "":
		return nil, wire.NotBuilt("EventSourceName")
	case in.KmsKeyIdentifier != "":
		return nil, wire.NotBuilt("KmsKeyIdentifier")
	case in.DeadLetterConfig != nil:
		return nil, wire.NotBuilt("DeadLetterConfig of a bus")
	}
	id := buses.ID{Account: c.from.Account, Region: c.from.Region, Name: in.Name}
	if err := c.buses.Create(c.now, id); err != nil {
		return nil, err
	}
	return struct{ EventBusArn string }{id.ARN()}, nil
}

func deleteEventBus(c *call, in *busName) (any, error) {
	return nil, c.buses.Delete(c.bus(in.Name))
}

// bus is an event bus on the wire.
type bus struct {
	Arn              string
	Name             string
	CreationTime     wire.Time
	LastModifiedTime wire.Time
}

func shapeBus(b buses.Bus) bus {
	at := wire.Time(b.Created / 1e6)
	return bus{b.ARN, b.Name, at, at}
}

func describeEventBus(c *call, in *busName) (any, error) {
	b, err := c.buses.Describe(c.bus(in.Name))
	if err != nil {
		return nil, err
	}
	return shapeBus(b), nil
}

type listBuses struct {
	NamePrefix string
	NextToken  string
	Limit      *int
}

func listEventBuses(c *call, in *listBuses) (any, error) {
	list, next, err := page(c.buses.List(c.from.Account, c.from.Region, in.NamePrefix), in.Limit, in.NextToken, func(b buses.Bus) string { return b.Name })
	if err != nil {
		return nil, err
	}
	out := struct {
		EventBuses []bus
		NextToken  string `json:",omitempty"`
	}{[]bus{}, next}
	for _, b := range list {
		out.EventBuses = append(out.EventBuses, shapeBus(b))
	}
	return out, nil
}
