package probe

import (
	"maps"
	"testing"

	"squall/attack/hit"
)

func TestHeaders(t *testing.T) {
	t.Setenv("AWS_LAMBDA_FUNCTION_VERSION", "7")
	t.Setenv("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/02/[7]abc")
	t.Setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
	served.Store(0)
	want := map[string]string{
		hit.HeaderRequestID: "r-1", hit.HeaderCold: "1", hit.HeaderVersion: "7",
		hit.HeaderEnvironment: "2026/01/02/[7]abc", hit.HeaderInitType: "on-demand",
	}
	if got := Headers("r-1"); !maps.Equal(got, want) {
		t.Errorf("first request: %v", got)
	}
	want[hit.HeaderRequestID], want[hit.HeaderCold] = "r-2", "0"
	if got := Headers("r-2"); !maps.Equal(got, want) {
		t.Errorf("second request: %v", got)
	}
}

func TestHeadersOutsideOfLambda(t *testing.T) {
	for _, name := range []string{"AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE"} {
		t.Setenv(name, "")
	}
	if got := Headers("r"); len(got) != 2 {
		t.Errorf("what is unknown is not said: %v", got)
	}
}
