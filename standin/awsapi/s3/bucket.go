package s3

import (
	"net/http"
	"strings"
	"time"

	"squall/standin/buckets"
	"squall/standin/relay"
)

// find looks a bucket up.
func (x *exchange) find() (b buckets.Bucket, ok bool) {
	x.backend.Relay(func(_ int64, r *relay.Relay) { b, ok = r.Buckets.Find(x.bucket) })
	return b, ok
}

// owned refuses buckets that are not there or another account's, since no
// policy lets anybody else in.
func (x *exchange) owned() *buckets.Error {
	b, ok := x.find()
	switch {
	case !ok:
		return code("NoSuchBucket")
	case b.Account != x.scope.Account:
		return &buckets.Error{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied"}
	}
	x.storage.ensure(x.bucket)
	return nil
}

// createBucket makes a bucket in the region of the signature.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func (x *exchange) createBucket() *buckets.Error {
	switch b, ok := x.find(); {
	case ok && b.Account != x.scope.Account:
		return code("BucketAlreadyExists")
	case ok && b.Region != "us-east-1":
		return &buckets.Error{Status: http.StatusConflict, Code: "BucketAlreadyOwnedByYou",
			Message: "Your previous request to create the named bucket succeeded and you already own it."}
	case ok: // again in us-east-1 is no error
		x.w.Header().Set("Location", "/"+x.bucket)
		return nil
	}
	if err := x.passed(x.r.Body); err != nil {
		return err
	}
	x.backend.Relay(func(now int64, r *relay.Relay) { r.Buckets.Create(now, x.bucket, x.scope.Account, x.scope.Region) })
	return nil
}

// serveBucket serves requests for a bucket that is there.
func (x *exchange) serveBucket() *buckets.Error {
	switch {
	case x.asks("notification"):
		return x.notification()
	case x.r.Method == http.MethodPost && x.asks("delete"):
		return x.deleteObjects()
	case x.r.Method == http.MethodPost:
		return notBuilt("Uploading by a form")
	case x.r.Method == http.MethodDelete:
		if err := x.passed(x.r.Body); err != nil {
			return err
		}
		x.backend.Relay(func(_ int64, r *relay.Relay) { r.Buckets.Delete(x.bucket) })
		return nil
	case x.r.Method == http.MethodHead:
		b, _ := x.find()
		x.w.Header().Set("X-Amz-Bucket-Region", b.Region)
	case x.r.Method == http.MethodGet && x.asks("location"):
		return x.location()
	case x.r.Method == http.MethodGet && x.asks("versioning"): // nobody has ever switched it on
		return x.writeXML("<VersioningConfiguration" + namespace + "/>")
	}
	x.pass(x.r.Body)
	return nil
}

const namespace = ` xmlns="http://s3.amazonaws.com/doc/2006-03-01/"`

// location tells a bucket's region; us-east-1 has no name here.
func (x *exchange) location() *buckets.Error {
	b, _ := x.find()
	if b.Region == "us-east-1" {
		return x.writeXML("<LocationConstraint" + namespace + "/>")
	}
	return x.writeXML("<LocationConstraint" + namespace + ">" + b.Region + "</LocationConstraint>")
}

func (x *exchange) listBuckets() *buckets.Error {
	var list []buckets.Bucket
	x.backend.Relay(func(_ int64, r *relay.Relay) { list = r.Buckets.List(x.scope.Account) })
	var b strings.Builder
	b.WriteString("<ListAllMyBucketsResult" + namespace + "><Buckets>")
	for _, bucket := range list {
		b.WriteString("<Bucket>")
		element(&b, "Name", bucket.Name)
		element(&b, "CreationDate", time.Unix(0, bucket.Created).UTC().Format("2006-01-02T15:04:05.000Z"))
		element(&b, "BucketRegion", bucket.Region)
		b.WriteString("</Bucket>")
	}
	b.WriteString("</Buckets><Owner>")
	element(&b, "ID", x.scope.Account)
	b.WriteString("</Owner></ListAllMyBucketsResult>")
	return x.writeXML(b.String())
}
