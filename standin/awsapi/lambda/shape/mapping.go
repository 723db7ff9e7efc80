package shape

import (
	"encoding/json"
	"regexp"
	"strings"

	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
	"squall/standin/pollers"
)

// MappingSettings are the members that CreateEventSourceMapping and
// UpdateEventSourceMapping share.
type MappingSettings struct {
	FunctionName                   *string
	Enabled                        *bool
	BatchSize                      *int
	MaximumBatchingWindowInSeconds *int
	FunctionResponseTypes          []string // nil leaves them
	ScalingConfig                  *scalingConfig
	FilterCriteria                 *filterCriteria

	// Not built, or not for queues: any value is refused.
	StartingPosition, SelfManagedEventSource, Topics, Queues, SourceAccessConfigurations, DestinationConfig,
	ParallelizationFactor, MaximumRecordAgeInSeconds, MaximumRetryAttempts, BisectBatchOnFunctionError, TumblingWindowInSeconds,
	AmazonManagedKafkaEventSourceConfig, SelfManagedKafkaEventSourceConfig, DocumentDBEventSourceConfig,
	ProvisionedPollerConfig, MetricsConfig, LoggingConfig, KMSKeyArn, Tags json.RawMessage
}

type scalingConfig struct {
	MaximumConcurrency *int `json:",omitempty"`
}

type filterCriteria struct{ Filters []filter }

type filter struct{ Pattern *string }

// unbuilt names a member that the stand-in would have to ignore, or "".
func (s *MappingSettings) unbuilt() string {
	for _, m := range []struct {
		name  string
		value json.RawMessage
	}{
		{"StartingPosition", s.StartingPosition}, {"SelfManagedEventSource", s.SelfManagedEventSource}, {"Topics", s.Topics},
		{"Queues", s.Queues}, {"SourceAccessConfigurations", s.SourceAccessConfigurations}, {"DestinationConfig", s.DestinationConfig},
		{"ParallelizationFactor", s.ParallelizationFactor}, {"MaximumRecordAgeInSeconds", s.MaximumRecordAgeInSeconds},
		{"MaximumRetryAttempts", s.MaximumRetryAttempts}, {"BisectBatchOnFunctionError", s.BisectBatchOnFunctionError},
		{"TumblingWindowInSeconds", s.TumblingWindowInSeconds}, {"AmazonManagedKafkaEventSourceConfig", s.AmazonManagedKafkaEventSourceConfig},
		{"SelfManagedKafkaEventSourceConfig", s.SelfManagedKafkaEventSourceConfig}, {"DocumentDBEventSourceConfig", s.DocumentDBEventSourceConfig},
		{"ProvisionedPollerConfig", s.ProvisionedPollerConfig}, {"MetricsConfig", s.MetricsConfig}, {"LoggingConfig", s.LoggingConfig},
		{"KMSKeyArn", s.KMSKeyArn}, {"Tags", s.Tags},
	} {
		if given(m.value) && string(m.value) != "[]" {
			return m.name
		}
	}
	return ""
}

// Into writes what is given into settings, FunctionName apart.
func (s *MappingSettings) Into(to *pollers.Settings) *catalog.Error {
	if err := s.check(); err != nil {
		return err
	}
	if what := s.unbuilt(); what != "" {
		return refuse.Unbuilt(what + " of an event source mapping for SQS")
	}
	for _, m := range []struct {
		to    *int
		given *int
	}{{&to.BatchSize, s.BatchSize}, {&to.Window, s.MaximumBatchingWindowInSeconds}} {
		if m.given != nil {
			*m.to = *m.given
		}
	}
	if s.Enabled != nil {
		to.Enabled = *s.Enabled
	}
	if s.FunctionResponseTypes != nil {
		to.ReportFailures = len(s.FunctionResponseTypes) > 0
	}
	if c := s.ScalingConfig; c != nil {
		to.MaxConcurrency = 0
		if c.MaximumConcurrency != nil {
			to.MaxConcurrency = *c.MaximumConcurrency
		}
	}
	if to.BatchSize > 10 && to.Window == 0 { // seen by users
		return refuse.Invalid("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10")
	}
	return s.filters(to)
}

// check keeps the constraints of the service model.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
func (s *MappingSettings) check() *catalog.Error {
	var limited *int
	if s.ScalingConfig != nil {
		limited = s.ScalingConfig.MaximumConcurrency
	}
	for _, n := range []struct {
		given       *int
		field       string
		least, most int
	}{
		{s.BatchSize, "batchSize", 1, 10000}, {s.MaximumBatchingWindowInSeconds, "maximumBatchingWindowInSeconds", 0, 300},
		{limited, "scalingConfig.maximumConcurrency", 2, 1000},
	} {
		switch {
		case n.given != nil && *n.given < n.least:
			return refuse.TooLow(*n.given, n.field, n.least)
		case n.given != nil && *n.given > n.most:
			return refuse.TooHigh(*n.given, n.field, n.most)
		}
	}
	for _, t := range s.FunctionResponseTypes {
		if t != reportFailures || len(s.FunctionResponseTypes) > 1 {
			return refuse.Violation("["+strings.Join(s.FunctionResponseTypes, ", ")+"]", "functionResponseTypes",
				"Member must satisfy constraint: [Member must satisfy enum value set: ["+reportFailures+"]]")
		}
	}
	return nil
}

const reportFailures = "ReportBatchItemFailures"

// BadFilter is the refusal of filter criteria (recorded 2023).
const BadFilter = "Invalid filter pattern definition."

// filters reads the texts of the patterns.
func (s *MappingSettings) filters(to *pollers.Settings) *catalog.Error {
	if s.FilterCriteria == nil {
		return nil
	}
	to.Filters = nil
	for _, f := range s.FilterCriteria.Filters {
		if f.Pattern == nil {
			return refuse.Invalid(BadFilter)
		}
		to.Filters = append(to.Filters, *f.Pattern)
	}
	return nil
}

const sourcePattern = `arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`

var sourceARN = regexp.MustCompile(`\A(?:` + sourcePattern + `)\z`)

// CheckSource refuses what cannot be the ARN of an event source.
func CheckSource(arn string) *catalog.Error {
	if !sourceARN.MatchString(arn) {
		return refuse.Mismatch(arn, "eventSourceArn", sourcePattern)
	}
	return nil
}

// Mapping is an event source mapping of a queue as AWS shows it: without
// LastProcessingResult, which only streams have (recorded 2023).
type Mapping struct {
	UUID                           string
	EventSourceMappingArn          string
	BatchSize                      int
	MaximumBatchingWindowInSeconds int
	EventSourceArn                 string
	FunctionArn                    string
	FunctionResponseTypes          []string
	FilterCriteria                 *filterCriteria `json:",omitempty"`
	ScalingConfig                  *scalingConfig  `json:",omitempty"`
	LastModified                   Epoch
	State                          string
	StateTransitionReason          string
}

// MappingOf shows a mapping.
func MappingOf(m pollers.Mapping) Mapping {
	out := Mapping{UUID: m.UUID, EventSourceMappingArn: "arn:aws:lambda:" + m.Queue.Region + ":" + m.Queue.Account + ":event-source-mapping:" + m.UUID,
		BatchSize: m.BatchSize, MaximumBatchingWindowInSeconds: m.Window, EventSourceArn: m.Queue.ARN(), FunctionArn: m.FunctionARN,
		FunctionResponseTypes: []string{}, LastModified: Epoch(m.Modified), State: m.State.String(), StateTransitionReason: "USER_INITIATED"}
	if m.ReportFailures {
		out.FunctionResponseTypes = []string{reportFailures}
	}
	if m.MaxConcurrency > 0 {
		out.ScalingConfig = &scalingConfig{&m.MaxConcurrency}
	}
	for _, f := range m.Filters {
		if out.FilterCriteria == nil {
			out.FilterCriteria = &filterCriteria{}
		}
		out.FilterCriteria.Filters = append(out.FilterCriteria.Filters, filter{&f})
	}
	return out
}
