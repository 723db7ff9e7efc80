package outcome

import "squall/standin/invoke"

// Status says how far a row can be trusted.
type Status string

// The statuses of a row.
const (
	Documented Status = "documented"
	Recorded   Status = "recorded" // seen in a published capture of real AWS
	Measured   Status = "measured"
	Guess      Status = "guess"
)

// Row is one line of a door's table, for printing.
type Row struct {
	Door   string // as in invoke.Doors
	End    End
	Face   Face
	Doc    string // URL of the document
	Status Status // of the HTTP status and the log's reason
	Note   string // what of the row is less sure than Status
}

// Rows is every door's table, in the order of invoke.Doors and ends.
func Rows() []Row {
	var out []Row
	for door, name := range invoke.Doors {
		for _, r := range table[door] {
			out = append(out, Row{Door: name, End: r.end, Face: r.face, Doc: r.doc, Status: r.status, Note: r.note})
		}
	}
	return out
}

type row struct {
	end    End
	face   Face
	doc    string
	status Status
	note   string
}

var table = [len(invoke.Doors)][]row{
	invoke.DoorSDK:  sdkRows,
	invoke.DoorALB:  albRows,
	invoke.DoorREST: restRows,
	invoke.DoorHTTP: httpRows,
	invoke.DoorURL:  urlRows,
}

var faces = index()

func index() (out [len(invoke.Doors)][Ends]*Face) {
	for door := range table {
		for i := range table[door] {
			r := &table[door][i]
			out[door][r.end] = &r.face
		}
	}
	return out
}

const (
	docInvoke       = "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"
	docAsync        = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html"
	docALBTarget    = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html"
	docALBErrors    = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
	docALBLog       = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html"
	docREST         = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html"
	docRESTLimit    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
	docRESTTypes    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
	docHTTP         = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html"
	docHTTPLimit    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
	docURL          = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html"
	docURLCall      = "https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"
	docLimits       = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
	docRecorded     = "https://github.com/localstack/localstack/blob/8b9a79f0/tests/aws/services/lambda_/test_lambda.snapshot.json"
	docHTTPForm     = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
	docHTTPRoute    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
	docRESTLogs     = "https://github.com/DataBiosphere/azul/pull/6624"
	docHTTPThrottle = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
	docHTTP503      = "https://github.com/cortexlabs/cortex/issues/1225"
)

// html is a load balancer's or API Gateway's own answer.
func html(status int, title, reason string) Face {
	page := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n</body>\r\n</html>\r\n"
	return Face{Status: status, Body: []byte(page), ContentType: "text/html", LogReason: reason}
}

func message(status int, body, errorType, reason string) Face {
	return Face{Status: status, Body: []byte(body), ContentType: "application/json", ErrorType: errorType, LogReason: reason}
}

func plain(status int, text string) Face {
	return Face{Status: status, Body: []byte(text), ContentType: "application/json"}
}

func answered() Face { return Face{Status: 200, FromFunction: true} }
