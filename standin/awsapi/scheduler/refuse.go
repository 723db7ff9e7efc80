package scheduler

import (
	"net/http"

	"squall/standin/gateway"
	"squall/standin/timetable"
)

// failed says what of a request is not as AWS's model has it.
func failed(field, constraint string) *gateway.Error {
	return invalid("1 validation error detected: Value at '" + field + "' failed to satisfy constraint: " + constraint)
}

// refused is a refusal in AWS's words.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html#API_CreateSchedule_Errors
func refused(e *timetable.Error) *gateway.Error {
	switch e.Code {
	case timetable.Missing:
		return &gateway.Error{Status: http.StatusNotFound, Code: "ResourceNotFoundException", Message: e.Message}
	case timetable.Conflict:
		return &gateway.Error{Status: http.StatusConflict, Code: "ConflictException", Message: e.Message}
	}
	return invalid(e.Message)
}

func invalid(message string) *gateway.Error {
	return &gateway.Error{Status: http.StatusBadRequest, Code: "ValidationException", Message: message}
}
