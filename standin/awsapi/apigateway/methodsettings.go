package apigateway

import (
	"strings"

	"squall/standin/gateway"
)

// everyMethod is what settings are for that are the stage's own.
const everyMethod = "*/*"

// methodSetting is the shape MethodSetting, as far as there is something of it.
type methodSetting struct {
	ThrottlingBurstLimit   int     `json:"throttlingBurstLimit"`
	ThrottlingRateLimit    float64 `json:"throttlingRateLimit"`
	MetricsEnabled         bool    `json:"metricsEnabled"`
	DataTraceEnabled       bool    `json:"dataTraceEnabled"`
	CachingEnabled         bool    `json:"cachingEnabled"`
	CacheTTLInSeconds      int     `json:"cacheTtlInSeconds"`
	CacheDataEncrypted     bool    `json:"cacheDataEncrypted"`
	AuthorizationForCaches bool    `json:"requireAuthorizationForCacheControl"`
	UnauthorizedForCaches  string  `json:"unauthorizedCacheControlHeaderStrategy"`
}

func methodSettings(l *gateway.Limits) map[string]methodSetting {
	out := map[string]methodSetting{}
	shape := func(one gateway.Limit) methodSetting {
		return methodSetting{ThrottlingBurstLimit: one.Burst, ThrottlingRateLimit: one.Rate, CacheTTLInSeconds: 300,
			AuthorizationForCaches: true, UnauthorizedForCaches: "SUCCEED_WITH_RESPONSE_HEADER"}
	}
	if l.Own != nil {
		out[everyMethod] = shape(*l.Own)
	}
	for name, one := range l.Named {
		out[strings.TrimPrefix(name, "/")] = shape(one)
	}
	return out
}
