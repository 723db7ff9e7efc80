package sam

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"squall/profiles/adopt"
	"squall/profiles/units"
)

// events are the ways to a function that a template names.
func (r *reader) events(f *adopt.Function, property func(...string) node, note func(node, string, ...any)) []adopt.Entry {
	var out []adopt.Entry
	apis := map[string]int{}
	property("Events").each(func(name string, v node) {
		p, kind := v.get("Properties"), r.or(v.get("Type"), "")
		e := adopt.Entry{Function: f.Reference(), NamedLike: name}
		switch kind {
		case "Api", "HttpApi":
			path := map[string]string{"Api": "apigw-rest", "HttpApi": "apigw-http"}[kind]
			at, ok := apis[path]
			if !ok {
				at, e.Path, e.NamedLike = len(out), path, ""
				apis[path] = at
				out = append(out, e)
			}
			out[at].Requests = append(out[at].Requests, r.request(p, &out[at]))
			if auth := p.get("Auth"); !auth.missing() {
				out[at].Notes = append(out[at].Notes, auth.line()+"event "+name+": its authorizer; sigv4: signs requests, headers: carries a token")
			}
			return
		case "S3":
			e.Path = "s3"
			e.Parts = append(e.Parts, adopt.Part{Key: "bucket", Value: bucket(r.or(p.get("Bucket"), "uploads"))})
			for _, rule := range p.get("Filter", "S3Key", "Rules").items() {
				if strings.EqualFold(r.or(rule.get("Name"), ""), "prefix") {
					e.Parts = append(e.Parts, adopt.Part{Key: "prefix", Value: adopt.Quote(r.or(rule.get("Value"), ""))})
					continue
				}
				e.Notes = append(e.Notes, rule.line()+"event "+name+": its filter by "+r.or(rule.get("Name"), "name"))
			}
		case "SNS":
			e.Path = "sns"
			e.Parts = append(e.Parts, adopt.Part{Key: "topic", Value: last(r.or(p.get("Topic"), "topic"))})
		case "EventBridgeRule", "CloudWatchEvent":
			e.Path = "events"
			if bus, ok := r.text(p.get("EventBusName")); ok {
				e.Parts = append(e.Parts, adopt.Part{Key: "bus", Value: last(bus)})
			}
			e.Notes = append(e.Notes, v.line()+"event "+name+": its pattern; squall makes a rule of its own for the entry's events")
		case "Schedule", "ScheduleV2":
			e.Path = "async"
			if in := p.get("Input"); !in.missing() {
				e.Notes = append(e.Notes, in.line()+"event "+name+": its input; payload: says what is sent")
			}
			every, ok := schedule(r.or(p.get("Schedule"), r.or(p.get("ScheduleExpression"), "")))
			if !ok {
				note(v, "event %s: its schedule, which is no rate(...): write phases for an entry with path: async", name)
				return
			}
			e.Phases, e.Remark = "[{for: 10s, rate: 1/s}]", fmt.Sprintf("its schedule is 1/%ds: too seldom to be seen in seconds", int(every.Seconds()))
		default:
			note(v, "event %s: squall has no path of type %s", name, kind)
			return
		}
		out = append(out, e)
	})
	return append(out, r.direct(f, property, len(out) == 0)...)
}

// direct is the function's URL, and the SDK where nothing else reaches it.
func (r *reader) direct(f *adopt.Function, property func(...string) node, alone bool) []adopt.Entry {
	if u := property("FunctionUrlConfig"); !u.missing() {
		e := adopt.Entry{Path: "url", Function: f.Reference()}
		if r.or(u.get("AuthType"), "NONE") == "AWS_IAM" {
			e.Parts = append(e.Parts, adopt.Part{Key: "sigv4", Value: "{service: lambda}"})
		}
		if mode := u.get("InvokeMode"); r.or(mode, "BUFFERED") != "BUFFERED" {
			e.Notes = append(e.Notes, mode.line()+"InvokeMode "+r.or(mode, "")+": answers come as a whole")
		}
		return []adopt.Entry{e}
	}
	if alone {
		return []adopt.Entry{{Path: "sdk", Function: f.Reference()}}
	}
	return nil
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// request is a method and a resource of an API. What its path leaves open is a
// number at random.
func (r *reader) request(p node, e *adopt.Entry) string {
	method, path := strings.ToUpper(r.or(p.get("Method"), "ANY")), r.or(p.get("Path"), "/")
	if parameter.MatchString(path) {
		e.Notes = append(e.Notes, p.get("Path").line()+"parameters of "+path+": they are random numbers; data: can fill them in")
		path = parameter.ReplaceAllString(path, "{{random 1 1000}}")
	}
	if method == "ANY" || method == "*" || method == "X-AMAZON-APIGATEWAY-ANY-METHOD" {
		method = "GET"
	}
	return "{method: " + method + ", resource: " + adopt.Quote(path) + "}"
}

// schedule reads rate(5 minutes).
func schedule(text string) (time.Duration, bool) {
	inside, ok := strings.CutPrefix(text, "rate(")
	words := strings.Fields(strings.TrimSuffix(inside, ")"))
	if !ok || len(words) != 2 {
		return 0, false
	}
	n, err := strconv.Atoi(words[0])
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(words[1], "s")]
	if _, fits := units.Duration((time.Duration(n) * unit).String()); fits != nil {
		return 0, false
	}
	return time.Duration(n) * unit, err == nil && n > 0 && unit > 0
}

var unfit = regexp.MustCompile(`[^a-z0-9.-]+`)

// bucket is a name that a bucket may have.
func bucket(name string) string {
	name = strings.Trim(unfit.ReplaceAllString(strings.ToLower(name), "-"), "-.")
	return name + strings.Repeat("0", max(0, 3-len(name)))
}

// last is what an ARN names.
func last(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }
