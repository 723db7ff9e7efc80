package s3

import (
	"encoding/xml"
	"net/http"
	"strings"

	"squall/standin/buckets"
)

// code is a refusal by its code alone.
func code(name string) *buckets.Error {
	r, ok := refusals[name]
	if !ok {
		panic("s3: internal error: no refusal " + name)
	}
	return &buckets.Error{Status: r.status, Code: name, Message: r.message}
}

func notAllowed() *buckets.Error { return code("MethodNotAllowed") }

func notBuilt(what string) *buckets.Error {
	return &buckets.Error{Status: http.StatusNotImplemented, Code: "NotImplemented", Message: what + " is not built in squall."}
}

func invalid(message, name, value string) *buckets.Error {
	return &buckets.Error{Status: http.StatusBadRequest, Code: "InvalidArgument", Message: message, Name: name, Value: value}
}

// refuse answers with an error in XML; a head has none.
func (x *exchange) refuse(e *buckets.Error) {
	h := x.w.Header()
	x.w.mark()
	for _, name := range []string{"Etag", "Content-Length", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/xml")
	out := x.w.ResponseWriter
	if x.w.began {
		return // the client has the beginning of a success
	}
	out.WriteHeader(e.Status)
	if x.w.head || e.Status == http.StatusNotModified {
		return
	}
	var b strings.Builder
	b.WriteString(xml.Header + "<Error>")
	element(&b, "Code", e.Code)
	element(&b, "Message", e.Message)
	switch e.Code {
	case "NoSuchKey":
		element(&b, "Key", x.key)
	case "NoSuchBucket", "BucketNotEmpty", "BucketAlreadyExists", "BucketAlreadyOwnedByYou":
		element(&b, "BucketName", x.bucket)
	default:
		if e.Name != "" {
			number := ""
			if e.Message == unableToValidate {
				number = "1" // S3 counts the destinations that it refuses
			}
			element(&b, "ArgumentName"+number, e.Name)
			element(&b, "ArgumentValue"+number, e.Value)
		}
	}
	element(&b, "RequestId", x.id)
	element(&b, "HostId", h.Get("X-Amz-Id-2"))
	b.WriteString("</Error>")
	_, _ = out.Write([]byte(b.String())) // an error here means that the client has gone
}

func element(b *strings.Builder, name, text string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a builder takes everything
	b.WriteString("</" + name + ">")
}

// writeXML answers with a document.
func (x *exchange) writeXML(text string) *buckets.Error {
	x.w.Header().Set("Content-Type", "application/xml")
	_, _ = x.w.Write([]byte(xml.Header + text)) // an error here means that the client has gone
	return nil
}

// unbuiltQueries are subresources of buckets and objects that nothing here
// acts on.
var unbuiltQueries = strings.Fields(`accelerate acl analytics attributes cors encryption intelligent-tiering inventory
	legal-hold lifecycle logging metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable metrics
	object-lock ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment restore
	retention select session tagging torrent versionId versions website`)

// unbuiltHeaders are settings of requests that nothing here acts on, with the
// values that ask for nothing.
var unbuiltHeaders = map[string]string{
	"X-Amz-Acl": "private", "X-Amz-Tagging": "", "X-Amz-Server-Side-Encryption": "AES256", "X-Amz-Storage-Class": "STANDARD",
	"X-Amz-Server-Side-Encryption-Customer-Algorithm": "", "X-Amz-Object-Lock-Mode": "", "X-Amz-Object-Lock-Legal-Hold": "",
	"X-Amz-Website-Redirect-Location": "", "X-Amz-Bucket-Object-Lock-Enabled": "false", "X-Amz-Grant-Read": "", "X-Amz-Grant-Full-Control": "",
	"X-Amz-Write-Offset-Bytes": "", "X-Amz-Object-Ownership": "BucketOwnerEnforced",
}

// unbuilt refuses what would be taken and forgotten.
func (x *exchange) unbuilt() *buckets.Error {
	for _, name := range unbuiltQueries {
		if x.asks(name) {
			return notBuilt("The subresource " + name + " of S3")
		}
	}
	for name, harmless := range unbuiltHeaders {
		if v := x.r.Header.Get(name); v != "" && v != harmless {
			return notBuilt("The header " + strings.ToLower(name) + ": " + v)
		}
	}
	return nil
}
