package read_test

import (
	"errors"
	"strings"
	"testing"

	"squall/profiles/read"
)

// refusal is an override of a good profile, and the one problem that must come
// of it.
type refusal struct{ set, want string }

func refuse(t *testing.T, tests []refusal) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.set[:min(len(tt.set), 80)], func(t *testing.T) {
			_, err := read.Profile("base.yaml", []byte(base), []string{tt.set})
			problems, _ := errors.AsType[read.Problems](err)
			if len(problems) != 1 || !strings.Contains(problems[0].String(), tt.want) {
				t.Errorf("got\n%v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestWhatAWSRefuses(t *testing.T) {
	refuse(t, []refusal{
		{"functions.other.reserved=901", "at most 900 of the account's 1000 can be reserved"},
		{"account.concurrency=109", "at most 9 of the account's 109"},
		{"functions.shop.reserved=59", "is below the function's total provisioned concurrency 60; reserve at least that much (in arm two)"},
		{"functions.shop.provisioned={v2: 850}", "provisioned concurrency 910 does not fit, 890 of the account's 1000 are left (100 always stay unreserved) (in arm two)"},
		{"functions.shop.provisioned={$LATEST: 1}", "cannot be applied to $LATEST"},
		{"functions.shop.provisioned={canary: 1}", "an alias with weights cannot have provisioned concurrency"},
		{"functions.shop.provisioned={v1: 1}", "version v1, which this alias points at, has a configuration of its own; a version has one (in arm two)"},
		{"functions.shop.provisioned={nope: 1}", `"nope" is neither an alias nor a version`},
		{"functions.shop.aliases.canary.weights={v2: 101%}", "from 0% to 100%"},
		{"functions.shop.aliases.canary.weights={v1: 10%}", "must be another one"},
		{"functions.shop.aliases.canary.weights={v2: 10%, test: 5%}", "test is an alias"},
		{"functions.shop.aliases.test=live", "live is an alias, an alias points at a version"},
		{"functions.shop.aliases.test=v9", `"v9" is not a version`},
		{"functions.shop.aliases={\"123\": v1, live: v1, canary: v1, test: v1}", "not all digits"},
		{"functions.shop.aliases.v2=v1", "v2 is a version and an alias"},
		{"functions.shop.memory=64", "from 128 to 10240 MB"},
		{"functions.shop.timeout=901s", "1s to 900s"},
		{"functions.shop.timeout=1500ms", "whole seconds"},
		{"functions.shop.env={AWS_REGION: x}", "AWS_REGION is reserved"},
		{"functions.shop.env={A1: " + strings.Repeat("x", 4000) + "}", "4096 are allowed"},
		{"functions.shop.async.max_age=30s", "60s to 6h"},
		{"functions.shop.async.retries=3", "from 0 to 2"},
	})
}

func TestBadFunctions(t *testing.T) {
	refuse(t, []refusal{
		{"functions.other.model={runtime: python3.13}", "duration is missing"},
		{"functions.other.versions={v1: {model: {duration: {constant: 1s}}}}", "either model or versions"},
		{"functions.other.model=null", "there is nothing to run"},
		{"functions.other.name=shop", "two functions are called shop"},
		{"functions.other.model.init={preset: app}", "a preset belongs to a runtime"},
		{"functions.other.model.init={preset: snapstart}", "a preset belongs to a runtime"},
		{"functions.other.model={runtime: python3.13, init: {preset: snapstart}, duration: {constant: 1s}}", "no inits were measured for python3.13 on x86_64 as zip with preset snapstart"},
		{"functions.other.model={runtime: quarkus, arch: arm64, duration: {constant: 1s}}", "no inits were measured for quarkus on arm64"},
		{"functions.other.model={runtime: ruby3.4, init: {preset: app}, duration: {constant: 1s}}", "no inits were measured for ruby3.4 on x86_64 as zip with preset app"},
		{"functions.other.model={package: {kind: image, size: 5}, duration: {constant: 1s}}", "an image is read as it is needed"},
		{"functions.other.model={package: {kind: jar}, duration: {constant: 1s}}", `"jar" is not one of the words allowed here`},
		{"functions.other.model={package: {size: 251}, duration: {constant: 1s}}", "from 0 to 250 MB is wanted"},
		{"functions.other.model={package: {loaded: 5}, duration: {constant: 1s}}", "loaded adds to a measured init: name a runtime"},
		{"functions.other.model={package: {loaded: 65}, runtime: go, duration: {constant: 1s}}", "from 0 to 64 MB is wanted"},
		{"functions.other.model={runtime: go, package: {loaded: 5}, init: {constant: 1s}, duration: {constant: 1s}}", "let init be its preset hello or app"},
		{"functions.other.process={command: [sh]}", "a version has either a model or a process"},
		{"functions.shop.versions.v1.model=null", "there is nothing to run, write model"},
		{"functions.shop.process={command: [sh]}", "a function has either model or versions"},
		{"functions.other={name: other, process: {command: []}}", "the command is empty"},
		{"functions.other={name: other, process: {command: [./none/such]}}", "none/such: no such file or directory; a path starts from /"},
		{"functions.other={name: other, process: {command: [sh], dirs: x}}", `"dirs" is not a key here`},
		{"functions.other={name: other, process: {command: [sh]}, aliases: {a: v1}, provisioned: {a: 1}}", "provisioned concurrency of processes is not built"},
	})
}

func TestBadPlatforms(t *testing.T) {
	refuse(t, []refusal{
		{"platform.async_backoff={throttle: 10m}", "the longest wait 5m0s is below the first one after a throttle, 10m0s"},
		{"platform.async_backoff={error: 0s}", "it must be more than 0"},
		{"platform.async_backoff={growth: 0.5x}", "from 1x to 1000000x"},
		{"platform.async_backoff=none", `"none" is not allowed here`},
		{"platform.request_rate=0/s", "it must be more than 0"},
		{"platform.request_rate=10", "write it with its time"},
		{"platform.proactive={busy: 101%}", "from 0% to 100%"},
		{"platform.proactive={often: 1%}", "is not a key here"},
		{"platform.lifetime_spread=-3%", "from 0% to 100%"},
		{"platform.init_limit=-1s", "is negative, a time is 0 or more"},
		{"platform.provisioning={tries: 0}", "from 1 to 100"},
		{"platform.sandbox={mixture: [{share: 50%, of: {constant: 1s}}]}", "two parts or more"},
		{"platform.sandbox={mixture: [{share: 50%, of: {constant: 1s}}, {share: 40%, of: {constant: 2s}}]}", "the shares come to 90%"},
		{"platform.sandbox={mixture: [{share: 50%}, {share: 50%, of: {constant: 2s}}]}", "of is missing"},
		{"platform.sandbox={mixture: [{share: 50%, of: {mixture: []}}, {share: 50%, of: {constant: 2s}}]}", "is not a key here"},
		{"platform.sandbox={mixture: [{share: 50%, of: {quantiles: {p50: 2s, p99: 1s}}}, {share: 50%, of: {constant: 2s}}]}", "p99 1s is below p50 2s"},
	})
}

func TestBadEntries(t *testing.T) {
	refuse(t, []refusal{
		{"attack.events.name=sdk", "two entries are called sdk"},
		{"attack.alb.name=one", "one is an arm and an entry"},
		{"attack.alb.name=p99", "an entry cannot be called p99, which is a metric"},
		{"attack.alb.function=shpo:live", `"shpo" is not a function of the profile, did you mean shop?`},
		{"attack.alb.function=shop:lvie", `function shop has no alias or version "lvie", did you mean live?`},
		{"attack.alb.function=null", "function is missing"},
		{"attack.alb.path=kinesis", `"kinesis" is not one of the words allowed here`},
		{"attack.alb.path=sns", "topic is missing: the topic that the requests of path sns go to"},
		{"attack.alb.path=s3", "bucket is missing: the bucket that the requests of path s3 go to"},
		{"attack.alb.bucket=uploads", "bucket is a setting of path s3 only"},
		{"attack.alb.bus=orders", "bus is a setting of path events only"},
		{"attack.sdk.prefix=in/", "prefix is a setting of path s3 only"},
		{"attack.alb={name: alb, url: http://localhost/, function: shop, phases: [{for: 8s, rate: 1/s}]}", "an entry has either url alone, or path and function"},
		{"attack.sdk.url=http://localhost/", "path sdk has no address of its own"},
		{"attack.alb.owner=external", "owner says whose a url is, and there is none"},
		{"attack.sdk.access_log=logs:x", "access logs, no other does"},
		{"attack.alb.access_log=/tmp/x", "s3://BUCKET/PREFIX or logs:GROUP"},
		{"budget=0", "it must be more than 0"},
		{"max_rate=100", "write it with its time, such as 100/s"},
		{"state=ssm:squall", "s3://BUCKET/PREFIX or ssm:/PATH"},
		{"stop=[{alarm: high}]", "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME"},
		{"restorer=root", "arn:aws:iam::111122223333:role/NAME"},
		{"attack.sdk.method=GET", "path sdk is an AWS API"},
		{"attack.sdk.headers={A: b}", "path sdk is an AWS API"},
		{"attack.sdk.multi_value=true", "a setting of path alb only"},
		{"attack.alb.retry={attempts: 1}", "2 to 100"},
		{"attack.alb.retry={backoff: none, base: 1s}", "with backoff: none nobody waits, remove base"},
		{"attack.alb.retry={base: 5s, max: 1s}", "the longest wait, 1s, is shorter than the first, 5s"},
		{"attack.alb.retry={on: []}", "nothing is tried again"},
		{"attack.alb.retry={on: [errors]}", "did you mean error?"},
		{"attack.alb={name: alb, url: http://localhost/, http2: true, keep_alive: false, phases: [{for: 8s, rate: 1/s}]}", "leave one of them out"},
		{"attack.sdk.sigv4={service: lambda}", "path sdk is an AWS API, which has no sigv4"},
		{"attack.alb.sigv4={service: execute-api}", "an Application Load Balancer checks no signature"},
		{"attack.alb.sigv4=execute-api", "a map is wanted, with the keys service, region, role"},
		{"attack.sdk.resource=/a", "path sdk is an AWS API, which has no resource"},
		{"attack.sdk.requests=[{query: {a: b}}]", "path sdk is an AWS API, which has no query"},
		{"attack.alb.requests=[]", "there is no request in the list"},
		{"attack.alb.requests=[{weight: 0}]", "must be more than 0"},
		{"attack.alb.requests=[{body: a, payload: {template: b}}]", "either body or payload"},
		{`attack.alb.requests=[{payload: {template: "{{data.id}}"}}]`, "attack.alb.requests.0.payload.template: {{data.id}} at byte 1 has no data to come from"},
		{"attack.alb.payload={template: a, file: testdata/inputs/lines.csv}", "exactly one is allowed of"},
		{"attack.alb.payload={file: testdata/none.json}", "there is no file testdata/none.json"},
		{"attack.alb.resource=orders", "a resource begins with /"},
		{"attack.alb.resource=/a b", "is not an address"},
		{`attack.alb.resource="/{{nope}}"`, "{{nope}} at byte 2 is no placeholder"},
		{`attack.alb.headers={X-A: "{{nope}}"}`, "{{nope}} at byte 1 is no placeholder"},
		{`attack.alb.query={a: "{{n"}`, "has no }}"},
		{"attack.alb.data={file: testdata/none.csv}", "there is no file testdata/none.csv"},
		{"attack.alb.data={file: testdata/inputs/order.json}", "data is CSV with a header"},
		{"attack.alb.data={file: testdata/inputs/ragged.csv}", "line 2: 2 fields, the header has 1"},
		{"attack.alb.data={file: testdata/inputs/users.csv}", "no request has a placeholder such as {{data.id}}"},
		{"attack.alb.checks=[{}]", "the check checks nothing"},
		{"attack.alb.checks=[{status: 200, equals: a}]", "equals is of the value at a JSON path"},
		{"attack.alb.checks=[{json: \"$.a[\"}]", "is not a JSON path"},
		{"attack.alb.checks=[{json: a.b}]", "a JSON path begins with $"},
		{"attack.alb.checks=[{min_size: 9, max_size: 8}]", "min_size is above max_size"},
		{"attack.sdk.payload.template={{nme}}", ""},
		{`attack.sdk.payload.template="{{nme}}"`, "{{nme}} at byte 1 is no placeholder"},
		{`attack.sdk.payload.template="{{random 9 1}}"`, "the smaller one comes first"},
		{`attack.sdk.payload.template="{{id"`, "has no }}"},
		{"attack.sdk.phases=[]", "there is no phase"},
		{"attack.sdk.phases.0={for: 8s}", "either rate, or from and to"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, from: 1/s, to: 2/s}", "either rate, or from and to"},
		{"attack.sdk.phases.0={for: 8s, from: 1/s}", "either rate, or from and to"},
		{"attack.sdk.phases.0={for: 8s, rate: 100}", "write it with its time, such as 100/s"},
		{"attack.alb={path: alb, function: other, phases: [{for: 8s, rate: max}]}", "rate: max needs workers in its entry"},
		{"attack.alb={path: alb, function: other, workers: 2, phases: [{for: 8s, rate: max, arrival: poisson}]}", "rate: max has no arrival of its own"},
		{"attack.alb={path: alb, function: other, workers: 2, phases: [{for: 8s, rate: max, on: 1s}]}", "on belongs to arrival: onoff"},
		{"attack.alb={path: alb, function: other, workers: 2, phases: [{for: 8s, from: max, to: 1/s}]}", `"max" is not a rate`},
		{"attack.sdk={path: sdk, function: shop:live, workers: 2, phases: [{for: 8s, rate: max}]}", "p99 is a latency, and entry sdk has rate: max, a closed loop"},
		{"attack.sdk.phases.0={for: 8s, rate: 0/s}", "no phase has a rate above 0"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: onoff}", "arrival onoff needs on, as in on: 2s"},
		{"attack.sdk.phases.0={for: 8s, from: 1/s, to: 2/s, arrival: onoff, on: 1s, off: 1s}", "takes a rate"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, on: 1s, off: 1s}", "on belongs to arrival: onoff"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: wave}", `"wave" is not one of the words allowed here`},
	})
}

func TestBadPhases(t *testing.T) {
	refuse(t, []refusal{
		{"attack.sdk.phases.0={for: 8s, rate: -1/s}", "is not a rate"},
		{"attack.sdk.phases.0={for: 8s, rate: inf/s}", "is not a rate"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/0s}", "is not a rate"},
		{"attack.sdk.phases.0={for: 8s, rate: 20000000/s}", "is too high"},
		{"attack.sdk.phases.0={for: -8s, rate: 1/s}", "is negative"},
		{"attack.sdk.phases.0={for: 0s, rate: 1/s}", "must be more than 0"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: sine, period: 4s}", "arrival sine needs amplitude, as in amplitude: 80/s"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: sine, amplitude: 1/s}", "arrival sine needs period"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: sine, amplitude: 2/s, period: 4s}", "higher than the rate"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: sine, amplitude: 1/s, period: 4ms}", "at least 1s"},
		{"attack.sdk.phases.0={for: 8s, from: 1/s, to: 2/s, arrival: sine, amplitude: 1/s, period: 4s}", "takes a rate and no ramp"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, shift: 4s}", "shift belongs to arrival: sine"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: poisson, spread: 4s}", "spread belongs to arrival: minute"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, arrival: minute, spread: 61s}", "at most 1m"},
		{"attack.sdk.phases.0={rate: 1/s}", "for is missing"},
		{"attack.sdk.phases.0={arrival: replay}", "arrival replay needs trace, as in trace: day.csv"},
		{"attack.sdk.phases.0={arrival: replay, trace: a.csv, rate: 1/s}", "a replay has no rate but its trace's"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, trace: a.csv}", "trace belongs to arrival: replay"},
		{"attack.sdk.phases.0={for: 8s, rate: 1/s, scale: 2}", "scale belongs to arrival: replay"},
		{"attack.sdk.phases.0={arrival: replay, trace: nowhere.csv}", "there is no file nowhere.csv"},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata}", "testdata is a folder"},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata/traces/empty.csv}", "empty.csv: there is nothing in it"},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata/traces/silent.csv}", "has no request to replay"},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata/traces/unordered.csv}", "unordered.csv:4: at 30 the row begins before the one above it ends, at 120"},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata/traces/other.csv}", "is no header of a trace, which is at_s,for_s,count; squall import makes one"},
		{"attack.sdk={path: sdk, function: other, warmup: 1s, phases: [{arrival: replay, trace: testdata/traces/small.csv}]}", "a replay has no rate to warm up at"},
	})
}

func TestBadFaults(t *testing.T) {
	refuse(t, []refusal{
		{"faults.0.at=8s", "the load has ended by then, it lasts 8s"},
		{"faults.0.for=7s", "the fault would end 1s after the load"},
		{"faults.0.function=nope", `"nope" is not a function of the profile, known: shop, other`},
		{"faults.0.value=901", "AWS would refuse 901 for other: reserved concurrency comes to 901"},
		{"faults.0.value=880", "AWS would refuse 880 for other: provisioned concurrency 60 does not fit, 20 of the account's 1000 are left (100 always stay unreserved) (in arm two)"},
		{"faults=[{at: 1s, kind: throttle.reserved, function: shop, value: 59}]", "AWS would refuse 59 for shop: reserved concurrency 59 is below"},
		{"faults.0.value=some", "a whole number from 0"},
		{"faults=[{at: 1s, kind: config.timeout, function: shop, alias: live, value: 1s}]", "of config.timeout it is the timeout meanwhile, in seconds, a whole number from 1 to 900"},
		{"faults.0.alias=live", "reserved concurrency belongs to the whole function"},
		{"faults.0.kind=kms.deny", `"kms.deny" is not built`},
		{"faults=[{at: 1s, kind: alias.repoint, function: shop, value: v2}]", "alias is missing"},
		{"faults=[{at: 1s, kind: alias.repoint, function: shop, alias: lvie, value: v2}]", `has no alias "lvie", did you mean live?`},
		{"faults=[{at: 1s, kind: alias.repoint, function: shop, alias: live, value: v1}]", "points at v1 already"},
		{"faults=[{at: 1s, kind: alias.repoint, function: shop, alias: live, value: test}]", "test is an alias"},
		{"faults=[{at: 1s, kind: throttle.reserved, function: other, value: 5}, {at: 2s, kind: throttle.reserved, function: other, value: 3}]", "would undo each other"},
	})
}

func TestBadArms(t *testing.T) {
	refuse(t, []refusal{
		{"arms=[{name: one}, {name: two}, {name: one}]", "two arms are called one"},
		{"arms=[{name: one}, {name: two}, {name: max}]", "cannot be called max, which is a metric"},
		{"arms=[{name: one}, {name: two, set: {seed: 5}}]", "an arm may set values of account, platform, functions, attack, faults, not of seed"},
		{"arms=[{name: one}, {name: two, set: {functions.shp.memory: 128}}]", `no item "shp" in the list, did you mean shop? (in arm two)`},
		{"arms=[{name: one}, {name: two, set: {functions.shop.memory: 64}}]", "from 128 to 10240 MB is wanted (in arm two)"},
		{"arms=[{name: one}, {name: two, set: {functions.shop.memroy: 128}}]", "did you mean memory? (in arm two)"},
		{"arms=[{name: one}, {name: two, set: {functions.shop.timeout: 5}}]", `"5" is not a time`},
		{"arms=[{name: one}, {name: two, set: {functions.shop.aliases: 5}}]", `a map is wanted`},
		{"arms=[{name: one}, {name: two, set: {attack: [{path: sdk, function: shop}]}}]", "phases is missing"},
	})
}

func TestBadExpectations(t *testing.T) {
	refuse(t, []refusal{
		{"expect=[two.sdk.cold_rte < 1%]", "did you mean cold_rate?"},
		{"expect=[tow.sdk.p99 < 1s]", `"tow" is not an arm, did you mean two?`},
		{"expect=[two/on.sdk.p99 < 1]", `"on" is not an arm, did you mean one?`},
		{"expect=[two/two.sdk.p99 < 1]", "compared with itself"},
		{"expect=[skd.p99 < 1s]", `"skd" is not an arm or an entry, did you mean sdk?`},
		{"expect=[two.abl.p99 < 1s]", `"abl" is not an entry, did you mean alb?`},
		{"expect=[sdk.lost == 0]", "a figure of asynchronous entries, and this is none"},
		{"expect=[sdk.version.v3 > 1%]", `"v3" is not a version that the entry can reach`},
		{"expect=[sdk.p99 < 80]", "write it with a unit"},
		{"stop=[two.sdk.error_rate > 5% for 5s]", "names at most an entry"},
		{"stop=[nope.error_rate > 5% for 5s]", `"nope" is not an entry`},
		{"stop=[error_rate > 5%]", "has no window"},
	})
}
