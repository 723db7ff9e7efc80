package naming

import "strconv"

// FunctionARN is the unqualified ARN of a function.
func FunctionARN(account, region, name string) string {
	return "arn:aws:lambda:" + region + ":" + account + ":function:" + name
}

// Qualify puts a qualifier behind an ARN; "" leaves it as it is.
func Qualify(arn, qualifier string) string {
	if qualifier == "" {
		return arn
	}
	return arn + ":" + qualifier
}

// Version is the text of a version number, of which 0 is $LATEST.
func Version(n int32) string {
	if n == 0 {
		return Latest
	}
	return strconv.Itoa(int(n))
}
