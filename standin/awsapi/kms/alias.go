package kms

type aliasOf struct {
	AliasName   string
	TargetKeyID string `json:"TargetKeyId"`
}
