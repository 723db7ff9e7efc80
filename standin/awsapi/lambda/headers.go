package lambda

// Names of headers, spelt as net/http keeps them.
const (
	headerErrorType       = "X-Amzn-Errortype"
	headerRequestID       = "X-Amzn-Requestid"
	headerTraceID         = "X-Amzn-Trace-Id"
	headerRemapped        = "X-Amzn-Remapped-Content-Length"
	headerInvocationType  = "X-Amz-Invocation-Type"
	headerLogType         = "X-Amz-Log-Type"
	headerClientContext   = "X-Amz-Client-Context"
	headerTenant          = "X-Amz-Tenant-Id"
	headerDurableName     = "X-Amz-Durable-Execution-Name"
	headerFunctionError   = "X-Amz-Function-Error"
	headerLogResult       = "X-Amz-Log-Result"
	headerExecutedVersion = "X-Amz-Executed-Version"
)
