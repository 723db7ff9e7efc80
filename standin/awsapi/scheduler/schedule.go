package scheduler

import (
	"cmp"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
	"squall/standin/identity"
	"squall/standin/identity/policy"
	"squall/standin/timetable"
)

type onlyARN struct{ ScheduleArn string }

// createSchedule: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
func (h *API) createSchedule(c *rest.Call, in *schedule) (any, *gateway.Error) {
	x, err := h.read(c, in)
	if err != nil {
		return nil, err
	}
	made, bad := h.store.Create(time.Now().UTC(), x)
	if bad != nil {
		return nil, refused(bad)
	}
	return &onlyARN{made.ARN()}, nil
}

// updateSchedule: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
func (h *API) updateSchedule(c *rest.Call, in *schedule) (any, *gateway.Error) {
	x, err := h.read(c, in)
	if err != nil {
		return nil, err
	}
	made, bad := h.store.Update(time.Now().UTC(), x)
	if bad != nil {
		return nil, refused(bad)
	}
	return &onlyARN{made.ARN()}, nil
}

// getSchedule: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
func (h *API) getSchedule(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	x, err := h.store.Find(placeOf(c), c.Query("groupName"), c.Path("name"))
	if err != nil {
		return nil, refused(err)
	}
	out := show(x)
	return &out, nil
}

// deleteSchedule: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html
func (h *API) deleteSchedule(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	if err := h.store.Delete(placeOf(c), c.Query("groupName"), c.Path("name")); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// read is a schedule of a request, checked.
func (h *API) read(c *rest.Call, in *schedule) (x timetable.Schedule, err *gateway.Error) {
	if err := checkSchedule(c, in); err != nil {
		return x, err
	}
	x = timetable.Schedule{Place: placeOf(c), Group: in.GroupName, Name: c.Path("name"), Description: in.Description, Expression: in.ScheduleExpression,
		Zone: in.ScheduleExpressionTimezone, State: in.State, Afterwards: in.ActionAfterCompletion, Token: in.ClientToken, Key: in.KmsKeyArn,
		Start: instant(in.StartDate), End: instant(in.EndDate), Window: in.FlexibleTimeWindow.MaximumWindowInMinutes}
	if x.Target, err = h.readTarget(in.Target); err != nil {
		return x, err
	}
	return x, h.trusts(x.Target.Role)
}

// trusts asks the role, where it was made.
func (h *API) trusts(role string) (err *gateway.Error) {
	h.backend.Identity(func(_ int64, s *identity.Store) {
		if !s.Trusts(role, policy.Caller{Service: principal}) {
			err = invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
		}
	})
	return err
}

// principal is the service as roles trust it.
const principal = "scheduler.amazonaws.com"

type listed struct {
	Arn, GroupName, Name, State        string
	CreationDate, LastModificationDate *float64
	Target                             struct{ Arn string }
}

// listSchedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html
func (h *API) listSchedules(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	group := c.Query("ScheduleGroup")
	if _, missing := h.store.FindGroup(placeOf(c), cmp.Or(group, timetable.Default)); missing != nil {
		return nil, refused(missing)
	}
	all, next, err := page(c, h.store.List(placeOf(c), group, c.Query("NamePrefix"), c.Query("State")))
	if err != nil {
		return nil, err
	}
	return &struct {
		NextToken string `json:",omitempty"`
		Schedules []listed
	}{next, rest.Shapes(all, func(x timetable.Schedule) listed {
		return listed{Arn: x.ARN(), GroupName: x.Group, Name: x.Name, State: x.State, CreationDate: seconds(x.Created),
			LastModificationDate: seconds(x.Modified), Target: struct{ Arn string }{x.Target.ARN}}
	})}, nil
}
