package s3

import (
	"strings"

	"squall/standin/awsapi"
)

// built are the operations that are, by their method and place; one with a
// query comes after the one without.
var built = []awsapi.Operation{
	{Name: "ListBuckets", Method: "GET", Pattern: "/{$}"},
	{Name: "CreateBucket", Method: "PUT", Pattern: "/{bucket}"},
	{Name: "DeleteBucket", Method: "DELETE", Pattern: "/{bucket}"},
	{Name: "HeadBucket", Method: "HEAD", Pattern: "/{bucket}"},
	{Name: "ListObjects", Method: "GET", Pattern: "/{bucket}"},
	{Name: "ListObjectsV2", Method: "GET", Pattern: "/{bucket}?list-type=2"},
	{Name: "GetBucketLocation", Method: "GET", Pattern: "/{bucket}?location"},
	{Name: "GetBucketNotificationConfiguration", Method: "GET", Pattern: "/{bucket}?notification"},
	{Name: "GetBucketVersioning", Method: "GET", Pattern: "/{bucket}?versioning"},
	{Name: "PutBucketNotificationConfiguration", Method: "PUT", Pattern: "/{bucket}?notification"},
	{Name: "ListMultipartUploads", Method: "GET", Pattern: "/{bucket}?uploads"},
	{Name: "DeleteObjects", Method: "POST", Pattern: "/{bucket}?delete"},
	{Name: "PutObject", Method: "PUT", Pattern: "/{bucket}/{key...}"},
	{Name: "GetObject", Method: "GET", Pattern: "/{bucket}/{key...}"},
	{Name: "HeadObject", Method: "HEAD", Pattern: "/{bucket}/{key...}"},
	{Name: "DeleteObject", Method: "DELETE", Pattern: "/{bucket}/{key...}"},
	{Name: "CreateMultipartUpload", Method: "POST", Pattern: "/{bucket}/{key...}?uploads"},
	{Name: "CopyObject"}, // a PUT with a header
	// These have an uploadId of any value in their query.
	{Name: "UploadPart"}, {Name: "ListParts"}, {Name: "AbortMultipartUpload"}, {Name: "CompleteMultipartUpload"},
}

// unbuilt are the other operations of the service's model.
var unbuilt = strings.Fields(`CreateBucketMetadataConfiguration CreateBucketMetadataTableConfiguration CreateSession
	DeleteBucketAnalyticsConfiguration DeleteBucketCors DeleteBucketEncryption DeleteBucketIntelligentTieringConfiguration
	DeleteBucketInventoryConfiguration DeleteBucketLifecycle DeleteBucketMetadataConfiguration
	DeleteBucketMetadataTableConfiguration DeleteBucketMetricsConfiguration DeleteBucketOwnershipControls
	DeleteBucketPolicy DeleteBucketReplication DeleteBucketTagging DeleteBucketWebsite DeleteObjectTagging
	DeletePublicAccessBlock GetBucketAccelerateConfiguration GetBucketAcl GetBucketAnalyticsConfiguration GetBucketCors
	GetBucketEncryption GetBucketIntelligentTieringConfiguration GetBucketInventoryConfiguration
	GetBucketLifecycleConfiguration GetBucketLogging GetBucketMetadataConfiguration GetBucketMetadataTableConfiguration
	GetBucketMetricsConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketReplication
	GetBucketRequestPayment GetBucketTagging GetBucketWebsite GetObjectAcl GetObjectAttributes GetObjectLegalHold
	GetObjectLockConfiguration GetObjectRetention GetObjectTagging GetObjectTorrent GetPublicAccessBlock
	ListBucketAnalyticsConfigurations ListBucketIntelligentTieringConfigurations ListBucketInventoryConfigurations
	ListBucketMetricsConfigurations ListDirectoryBuckets ListObjectVersions PutBucketAccelerateConfiguration PutBucketAcl
	PutBucketAnalyticsConfiguration PutBucketCors PutBucketEncryption PutBucketIntelligentTieringConfiguration
	PutBucketInventoryConfiguration PutBucketLifecycleConfiguration PutBucketLogging PutBucketMetricsConfiguration
	PutBucketOwnershipControls PutBucketPolicy PutBucketReplication PutBucketRequestPayment PutBucketTagging
	PutBucketVersioning PutBucketWebsite PutObjectAcl PutObjectLegalHold PutObjectLockConfiguration PutObjectRetention
	PutObjectTagging PutPublicAccessBlock RenameObject RestoreObject SelectObjectContent
	UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration UploadPartCopy
	WriteGetObjectResponse`)

// Operations are all that the service's model has.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for _, o := range built {
		o.Built = true
		out = append(out, o)
	}
	for _, name := range unbuilt {
		out = append(out, awsapi.Operation{Name: name})
	}
	return out
}
