package refuse

import (
	"squall/standin/core"
)

// kmsTroubles are what Lambda says of a key, and what KMS said to it. The first
// was seen by users; the others are put together in its manner (a guess).
var kmsTroubles = map[core.Reason]string{
	core.KMSAccessDeniedException: "KMS access was denied. Please check the function's KMS key settings. KMS Exception: AccessDeniedException " +
		"KMS Message: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
	core.KMSDisabledException: "the KMS key used is disabled. Please check the function's KMS key settings. KMS Exception: DisabledException",
	core.KMSInvalidStateException: "the state of the KMS key used is not valid for Decrypt. Please check the function's KMS key settings. " +
		"KMS Exception: KMSInvalidStateException",
	core.KMSNotFoundException: "the KMS key was not found. Please check the function's KMS key settings. KMS Exception: NotFoundException",
}

// CannotStart words why no environment of a function can be started.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func CannotStart(reason core.Reason) *Error {
	return &Error{Status: 502, Code: reason.String(), Type: "User", CapitalMessage: true,
		Message: "Lambda was unable to decrypt the environment variables because " + kmsTroubles[reason]}
}

// KeyUnusable words why a function cannot be given a key; code and message are
// KMS's. Seen by users for one code and taken for all.
func KeyUnusable(code, message string) *Error {
	return Invalid("Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. "+
		"Please check your KMS key settings. KMS Exception: %s KMS Message: %s", code, message)
}
