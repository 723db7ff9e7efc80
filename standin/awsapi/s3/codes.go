package s3

// refusal is how a code of gofakes3 looks to a client.
type refusal struct {
	status  int
	message string
}

// refusals are S3's own status and sentence for each code.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
var refusals = map[string]refusal{
	"BadDigest":                 {400, "The Content-MD5 you specified did not match what we received."},
	"BucketNotEmpty":            {409, "The bucket you tried to delete is not empty"},
	"EntityTooLarge":            {400, "Your proposed upload exceeds the maximum allowed size"},
	"IncompleteBody":            {400, "You did not provide the number of bytes specified by the Content-Length HTTP header"},
	"InvalidArgument":           {400, "Invalid Argument"},
	"InvalidBucketName":         {400, "The specified bucket is not valid."},
	"InvalidDigest":             {400, "The Content-MD5 you specified was invalid."},
	"InvalidPart":               {400, "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."},
	"InvalidPartOrder":          {400, "The list of parts was not in ascending order. Parts must be ordered by part number."},
	"InvalidRange":              {416, "The requested range is not satisfiable"},
	"InvalidToken":              {400, "The continuation token provided is incorrect"},
	"KeyTooLongError":           {400, "Your key is too long"},
	"MalformedXML":              {400, "The XML you provided was not well-formed or did not validate against our published schema"},
	"MetadataTooLarge":          {400, "Your metadata headers exceed the maximum allowed metadata size"},
	"MethodNotAllowed":          {405, "The specified method is not allowed against this resource."},
	"MissingContentLength":      {411, "You must provide the Content-Length HTTP header."},
	"NoSuchBucket":              {404, "The specified bucket does not exist"},
	"NoSuchKey":                 {404, "The specified key does not exist."},
	"NoSuchUpload":              {404, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."},
	"NotImplemented":            {501, "A header or query you provided implies functionality that is not built in squall."},
	"PreconditionFailed":        {412, "At least one of the pre-conditions you specified did not hold"},
	"InternalError":             {500, "We encountered an internal error. Please try again."},
	"BucketAlreadyExists":       {409, "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."},
	"XAmzContentSHA256Mismatch": {400, "The provided 'x-amz-content-sha256' header does not match what was computed."},
}
