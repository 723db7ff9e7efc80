package s3

import (
	"bytes"
	"encoding/xml"

	"squall/standin/buckets"
)

// deleteObject removes an object. Nobody is told of one that was not there (a
// guess).
func (x *exchange) deleteObject() *buckets.Error {
	_, _, there := x.storage.look(x.bucket, x.key)
	if err := x.passed(x.r.Body); err != nil {
		return err
	}
	x.w.Header().Del("X-Amz-Delete-Marker") // of buckets with versions
	if there {
		x.changed("ObjectRemoved:Delete", x.key)
	}
	return nil
}

// maxDelete is the documented limit.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const maxDelete = 1000

// deleteObjects removes several objects.
func (x *exchange) deleteObjects() *buckets.Error {
	body, err := x.body()
	if err != nil {
		return err
	}
	var list struct {
		Objects []struct{ Key, VersionId string } `xml:"Object"`
	}
	if xml.Unmarshal(body, &list) != nil || len(list.Objects) == 0 || len(list.Objects) > maxDelete {
		return code("MalformedXML")
	}
	var there []string
	for _, o := range list.Objects {
		if o.VersionId != "" && o.VersionId != "null" {
			return notBuilt("Deleting a version")
		}
		if _, _, ok := x.storage.look(x.bucket, o.Key); ok {
			there = append(there, o.Key)
		}
	}
	if err := x.passed(bytes.NewReader(body)); err != nil {
		return err
	}
	for _, key := range there {
		x.changed("ObjectRemoved:Delete", key)
	}
	return nil
}
