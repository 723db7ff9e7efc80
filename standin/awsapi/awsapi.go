// Package awsapi is the one door for every AWS API of the stand-in: it finds
// out which service a request is for, from the signature's scope or, without
// one, from the target header, the path or the host, and hands it on.
//
// It checks no signature and knows no operation. What nobody serves is
// answered with 501 in the error shape of its protocol, never with success.
package awsapi

import (
	"net/http"
	"strings"
	"sync/atomic"

	"squall/standin/catalog"
)

// Service is one AWS API and who serves it.
type Service struct {
	Name    string // as in the scope of a signature
	Target  string // prefix of X-Amz-Target, or ""
	Host    string // first label of the host, or ""
	Handler http.Handler
	// Operations are all that the service's model has, for the coverage page.
	Operations []Operation
	// Path says whether a request without signature is this service's by its
	// path; nil: never.
	Path func(path string) bool
}

// Operation is one operation of a service's model.
type Operation struct {
	Name            string
	Built           bool
	Method, Pattern string // of a REST service, as in http.ServeMux; else ""
}

// Lambda is AWS Lambda, whose paths begin with the date of an API version.
func Lambda(h http.Handler) Service {
	return Service{Name: "lambda", Host: "lambda", Handler: h, Path: dated}
}

// SQS is Amazon SQS.
func SQS(h http.Handler) Service {
	return Service{Name: "sqs", Target: "AmazonSQS.", Host: "sqs", Handler: h}
}

// IAM is AWS IAM.
func IAM(h http.Handler) Service { return Service{Name: "iam", Host: "iam", Handler: h} }

// Quotas is AWS Service Quotas.
func Quotas(h http.Handler) Service {
	return Service{Name: "servicequotas", Target: "ServiceQuotasV20190624.", Host: "servicequotas", Handler: h}
}

// STS is AWS STS.
func STS(h http.Handler) Service { return Service{Name: "sts", Host: "sts", Handler: h} }

// With says which operations the service's model has.
func (s Service) With(operations []Operation) Service {
	s.Operations = operations
	return s
}

// KMS is AWS KMS.
func KMS(h http.Handler) Service {
	return Service{Name: "kms", Target: "TrentService.", Host: "kms", Handler: h}
}

// CloudWatch is Amazon CloudWatch, whose SDKs name the operation in the path.
func CloudWatch(h http.Handler) Service {
	return Service{Name: "monitoring", Target: "GraniteServiceVersion20100801.", Host: "monitoring", Handler: h,
		Path: func(path string) bool { return strings.HasPrefix(path, "/service/GraniteServiceVersion20100801/") }}
}

// Balancing is Elastic Load Balancing.
func Balancing(h http.Handler) Service {
	return Service{Name: "elasticloadbalancing", Host: "elasticloadbalancing", Handler: h}
}

// Gateway is Amazon API Gateway, both versions of it.
func Gateway(h http.Handler) Service {
	return Service{Name: "apigateway", Host: "apigateway", Handler: h,
		Path: func(path string) bool {
			return strings.HasPrefix(path, "/restapis") || strings.HasPrefix(path, "/domainnames") || strings.HasPrefix(path, "/v2/")
		}}
}

// FIS is AWS Fault Injection Service.
func FIS(h http.Handler) Service { return Service{Name: "fis", Host: "fis", Handler: h} }

// Scheduler is Amazon EventBridge Scheduler.
func Scheduler(h http.Handler) Service {
	return Service{Name: "scheduler", Host: "scheduler", Handler: h}
}

// S3 is Amazon S3.
func S3(h http.Handler) Service { return Service{Name: "s3", Host: "s3", Handler: h} }

// SNS is Amazon SNS.
func SNS(h http.Handler) Service { return Service{Name: "sns", Host: "sns", Handler: h} }

// Events is Amazon EventBridge.
func Events(h http.Handler) Service {
	return Service{Name: "events", Target: "AWSEvents.", Host: "events", Handler: h}
}

// CodeDeploy is AWS CodeDeploy.
func CodeDeploy(h http.Handler) Service {
	return Service{Name: "codedeploy", Target: "CodeDeploy_20141006.", Host: "codedeploy", Handler: h}
}

// SSM is the Parameter Store of AWS Systems Manager.
func SSM(h http.Handler) Service {
	return Service{Name: "ssm", Target: "AmazonSSM.", Host: "ssm", Handler: h}
}

// Logs is Amazon CloudWatch Logs.
func Logs(h http.Handler) Service {
	return Service{Name: "logs", Target: "Logs_20140328.", Host: "logs", Handler: h}
}

// dated recognises /2015-03-31/...
func dated(path string) bool {
	const form = "/0000-00-00/"
	if len(path) < len(form) {
		return false
	}
	for i := range len(form) {
		digit := path[i] >= '0' && path[i] <= '9'
		if (form[i] == '0') != digit || form[i] != '0' && form[i] != path[i] {
			return false
		}
	}
	return true
}

// New makes the door of these services.
func New(services ...Service) http.Handler { return &router{services: services} }

type router struct {
	services []Service
	requests atomic.Uint64
}

// ServeHTTP gives every answer a request id; a service that has a better one
// overwrites it.
func (rt *router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := catalog.UUID("api", rt.requests.Add(1))
	w.Header()["X-Amzn-Requestid"] = []string{id}
	name := rt.serviceOf(r)
	for i := range rt.services {
		if rt.services[i].Name == name {
			rt.services[i].Handler.ServeHTTP(w, r)
			return
		}
	}
	refuse(w, r, name)
}

// serviceOf is the name of the service a request is for, or what hints at it.
func (rt *router) serviceOf(r *http.Request) string {
	if name := ScopeOf(r).Service; name != "" {
		return name
	}
	if strings.Contains(r.URL.RawQuery, "AWSAccessKeyId=") {
		return "s3" // presigned the older way, as boto3 still does: no other service knows it
	}
	target := r.Header.Get("X-Amz-Target")
	host, _, _ := strings.Cut(r.Host, ".")
	for _, s := range rt.services {
		switch {
		case s.Target != "" && strings.HasPrefix(target, s.Target):
			return s.Name
		case s.Host != "" && s.Host == host:
			return s.Name
		}
	}
	if target != "" {
		name, _, _ := strings.Cut(target, ".")
		return name
	}
	for _, s := range rt.services {
		if s.Path != nil && s.Path(r.URL.Path) {
			return s.Name
		}
	}
	return ""
}
