package standin

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"squall/profiles/read"
	"squall/standin/awsapi"
)

// asked reads METHOD PATH, headers, an empty line and a body, as vectors write
// them; nil when it is no request at all.
func asked(service, text string) *http.Request {
	head, body, _ := strings.Cut(text, "\n\n")
	first, headers, _ := strings.Cut(head, "\n")
	method, target, _ := strings.Cut(first, " ")
	u, err := url.ParseRequestURI(strings.ReplaceAll(target, "<zip>", "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="))
	if err != nil {
		return nil
	}
	r, err := http.NewRequest(method, "http://standin/", strings.NewReader(strings.ReplaceAll(body, "<zip>", "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")))
	if err != nil || u.Path == "" {
		return nil
	}
	r.URL, r.RequestURI, r.Host = u, u.RequestURI(), service+".us-east-1.amazonaws.com"
	for line := range strings.SplitSeq(headers, "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			r.Header.Set(name, value)
		}
	}
	if r.Header.Get("X-Amz-Target") == "" && strings.HasPrefix(body, "Action=") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// FuzzAPIs: no request makes a service panic, fail with 500 or answer nothing,
// and none takes the stand-in with it.
func FuzzAPIs(f *testing.F) {
	plan, err := read.Profile("vectors.yaml", []byte(modelled), nil)
	if err != nil {
		f.Fatal(err)
	}
	s := assemble(Options{Compress: 1, World: &plan.Arms[0].World})
	go s.loop.Run(f.Context())
	handler := awsapi.New(s.services()...)
	for _, seed := range []struct{ service, text string }{
		{"elasticloadbalancing", "POST /\n\nAction=CreateTargetGroup&Version=2015-12-01&Name=t&TargetType=lambda"},
		{"elasticloadbalancing", "POST /\n\nAction=CreateRule&Version=2015-12-01&Priority=1&Conditions.member.1.Field=path-pattern&Conditions.member.1.Values.member.1=/x"},
		{"apigateway", "POST /restapis\n\n{\"name\":\"a\",\"endpointConfiguration\":{\"types\":[\"REGIONAL\"]}}"},
		{"apigateway", "PATCH /restapis/a/stages/b\n\n{\"patchOperations\":[{\"op\":\"replace\",\"path\":\"/*/*/throttling/rateLimit\",\"value\":\"1\"}]}"},
		{"apigateway", "POST /v2/apis\n\n{\"name\":\"a\",\"protocolType\":\"HTTP\",\"target\":\"arn:aws:lambda:us-east-1:111122223333:function:f\"}"},
		{"sts", "POST /\n\nAction=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=s&DurationSeconds=900"},
		{"servicequotas", "POST /\nX-Amz-Target: ServiceQuotasV20190624.GetServiceQuota\n\n{\"ServiceCode\":\"lambda\",\"QuotaCode\":\"L-B99A9384\"}"},
		{"lambda", "POST /2015-03-31/event-source-mappings\n\n{\"EventSourceArn\":\"arn:aws:sqs:us-east-1:111122223333:q\",\"FunctionName\":\"f\",\"ScalingConfig\":{\"MaximumConcurrency\":2}}"},
	} {
		f.Add(seed.service, seed.text)
	}
	all, err := vectorsOf()
	if err != nil || len(all) < 300 {
		f.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		for _, step := range v.Steps {
			if step.Request != "" {
				f.Add(step.Service, step.Request)
			}
		}
	}
	f.Fuzz(func(t *testing.T, service, text string) {
		r := asked(service, text)
		if r == nil {
			return
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %q: %d %s", service, text, w.Code, w.Body)
		}
		if err := s.loop.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}
