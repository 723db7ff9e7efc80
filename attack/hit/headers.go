package hit

// Response headers by which a function tells its caller about the environment
// that served it; modelled functions send exactly these. On the SDK path they
// travel in the payload's "headers".
const (
	HeaderRequestID   = "X-Squall-Request-Id"  // the Lambda request id
	HeaderVersion     = "X-Squall-Version"     // AWS_LAMBDA_FUNCTION_VERSION
	HeaderEnvironment = "X-Squall-Environment" // the environment's log stream or a random id
	HeaderCold        = "X-Squall-Cold"        // "1" on an environment's first request, else "0"
	HeaderInitType    = "X-Squall-Init-Type"   // AWS_LAMBDA_INITIALIZATION_TYPE
	HeaderInit        = "X-Squall-Init-Us"     // microseconds of initialisation, on a cold request
)

// HeaderTrace carries the trace id that every hit sends:
// Root=1-<8 hex of time>-<24 hex of the arrival>.
const HeaderTrace = "X-Amzn-Trace-Id"
