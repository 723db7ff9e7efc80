package setting

import (
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// EventInvokeChanges are what Put- and UpdateFunctionEventInvokeConfig give.
type EventInvokeChanges struct {
	Retries   *int
	MaxAge    *int
	OnSuccess *string
	OnFailure *string
}

// Check is what AWS checks before it looks for the function.
func (ch EventInvokeChanges) Check() *refuse.Error {
	switch {
	case ch.Retries == nil && ch.MaxAge == nil && ch.OnSuccess == nil && ch.OnFailure == nil:
		return refuse.Invalid("You must specify at least one of error handling or destination setting.")
	case ch.Retries != nil && *ch.Retries < 0:
		return refuse.TooLow(*ch.Retries, "maximumRetryAttempts", 0)
	case ch.Retries != nil && *ch.Retries > 2:
		return refuse.TooHigh(*ch.Retries, "maximumRetryAttempts", 2)
	case ch.MaxAge != nil && *ch.MaxAge < 60:
		return refuse.TooLow(*ch.MaxAge, "maximumEventAgeInSeconds", 60)
	case ch.MaxAge != nil && *ch.MaxAge > 21600:
		return refuse.TooHigh(*ch.MaxAge, "maximumEventAgeInSeconds", 21600)
	}
	for _, d := range []struct{ field, arn *string }{{new("onSuccess"), ch.OnSuccess}, {new("onFailure"), ch.OnFailure}} {
		if d.arn == nil || *d.arn == "" {
			continue
		}
		if _, ok := naming.ParseARN(*d.arn); !ok || len(*d.arn) > 350 {
			return refuse.Violation(*d.arn, "destinationConfig."+*d.field+".destination",
				"Member must satisfy regular expression pattern: "+destinationPattern)
		}
	}
	return nil
}

const destinationPattern = `$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:` +
	`((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`
