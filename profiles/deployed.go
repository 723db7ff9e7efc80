package profiles

import (
	"cmp"
	"maps"
	"strings"
	"time"

	"squall/profiles/dist"
)

// Environment variables that both appliers set on a function they deploy: by
// EnvModel a stand-in knows the model, EnvBlock makes a version new.
const (
	EnvModel = "SQUALL_MODEL" // the profile's name of the version
	EnvBlock = "SQUALL_BLOCK" // the nonce of the block
)

// Variables are the function's own environment variables and those that say
// which version and block it is; "" leaves one of these out.
func (f *Function) Variables(version, nonce string) map[string]string {
	env := map[string]string{}
	maps.Copy(env, f.Env)
	if version != "" {
		env[EnvModel], _, _ = strings.Cut(version, spoiltMark)
	}
	if nonce != "" {
		env[EnvBlock] = nonce
	}
	return env
}

// Deployed is the runtime and the architecture a version is created with, as
// AWS names them: a model may name what AWS runs as provided.al2023.
func (f *Function) Deployed(version string) (runtime, arch string) {
	runtime, arch = "provided.al2023", "x86_64"
	if v := f.Version(version); v != nil {
		if id, ok := dist.Identifier(v.Model.Runtime); ok {
			runtime = id
		}
		arch = cmp.Or(v.Model.Arch, arch)
	}
	return runtime, arch
}

// WholeSeconds rounds up: AWS takes no fractions, and less would time out what
// the profile lets pass.
func WholeSeconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
