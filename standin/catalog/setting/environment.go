package setting

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// Sizes and reserved names: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

const environmentLimit = 4096 // bytes of the compact JSON of the map

var reservedVariables = []string{
	"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
	"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
	"AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION",
	"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
}

func checkEnvironment(env map[string]string) *refuse.Error {
	keys := slices.Sorted(maps.Keys(env))
	var reserved []string
	for _, k := range keys {
		if !isVariable(k) {
			return refuse.Violation(variables(env, keys), "environment.variables", "Map keys must satisfy constraint: "+
				"[Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]")
		}
		if slices.Contains(reservedVariables, k) {
			reserved = append(reserved, k)
		}
	}
	const unable = "Lambda was unable to configure your environment variables because the environment variables you have provided "
	if len(reserved) > 0 {
		return refuse.Invalid("%scontains reserved keys that are currently not supported for modification. "+
			"Reserved keys used in this request: %s", unable, strings.Join(reserved, ", "))
	}
	if measured := compact(env); len(measured) > environmentLimit {
		return refuse.Invalid("%sexceeded the 4KB limit. String measured: %s", unable, measured)
	}
	return nil
}

// compact is the text AWS measures, without escapes for HTML.
func compact(env map[string]string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(env); err != nil {
		panic("catalog: a map of strings has no JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func isVariable(k string) bool {
	if len(k) < 2 || k[0] == '_' || k[0] >= '0' && k[0] <= '9' {
		return false
	}
	return !strings.ContainsFunc(k, func(c rune) bool { return c == '-' || !naming.Rune(c) })
}

// variables prints a map the way AWS's validator does: {A=1, B=2}.
func variables(env map[string]string, keys []string) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k + "=" + env[k]
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
