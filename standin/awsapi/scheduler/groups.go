package scheduler

import (
	"strconv"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
	"squall/standin/timetable"
)

type tagEntry struct{ Key, Value string }

type newGroup struct {
	ClientToken string
	Tags        []tagEntry
}

type group struct {
	Arn, Name, State                   string
	CreationDate, LastModificationDate *float64 `json:",omitempty"`
}

func showGroup(g timetable.Group) group {
	return group{g.ARN(), g.Name, timetable.Active, seconds(g.Created), seconds(g.Modified)}
}

func tagsOf(list []tagEntry) map[string]string {
	out := map[string]string{}
	for _, t := range list {
		out[t.Key] = t.Value
	}
	return out
}

// createGroup: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
func (h *API) createGroup(c *rest.Call, in *newGroup) (any, *gateway.Error) {
	name := c.Path("name")
	if !goodName.MatchString(name) {
		return nil, failed("name", "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$")
	}
	g, err := h.store.CreateGroup(time.Now().UTC(), timetable.Group{Place: placeOf(c), Name: name, Token: in.ClientToken, Tags: tagsOf(in.Tags)})
	if err != nil {
		return nil, refused(err)
	}
	return &struct{ ScheduleGroupArn string }{g.ARN()}, nil
}

// getGroup: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetScheduleGroup.html
func (h *API) getGroup(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	g, err := h.store.FindGroup(placeOf(c), c.Path("name"))
	if err != nil {
		return nil, refused(err)
	}
	out := showGroup(g)
	return &out, nil
}

// deleteGroup: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html
func (h *API) deleteGroup(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	if err := h.store.DeleteGroup(placeOf(c), c.Path("name")); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// listGroups: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListScheduleGroups.html
func (h *API) listGroups(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, next, err := page(c, h.store.Groups(placeOf(c), c.Query("NamePrefix")))
	if err != nil {
		return nil, err
	}
	return &struct {
		NextToken      string `json:",omitempty"`
		ScheduleGroups []group
	}{next, rest.Shapes(all, showGroup)}, nil
}

// page cuts a list to what the query asks for; a token is where the next one
// begins.
func page[T any](c *rest.Call, all []T) (part []T, next string, err *gateway.Error) {
	most, from := 100, 0
	if text := c.Query("MaxResults"); text != "" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 1 || n > 100 {
			return nil, "", failed("maxResults", "Member must be between 1 and 100, inclusive")
		}
		most = n
	}
	if text := c.Query("NextToken"); text != "" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 1 {
			return nil, "", invalid("The NextToken is invalid.")
		}
		from = min(n, len(all))
	}
	if part = all[from:]; len(part) > most {
		return part[:most], strconv.Itoa(from + most), nil
	}
	return part, "", nil
}
