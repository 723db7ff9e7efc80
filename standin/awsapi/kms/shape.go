package kms

import (
	"strconv"
	"time"

	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

// stamp is a time on the wire.
func stamp(t time.Time) wire.Time { return wire.Time(t.UnixMilli()) }

// metadata is KeyMetadata.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
type metadata struct {
	AWSAccountID          string `json:"AWSAccountId"`
	Arn                   string
	CreationDate          wire.Time
	CustomerMasterKeySpec string
	DeletionDate          *wire.Time `json:",omitempty"`
	Description           string
	Enabled               bool
	EncryptionAlgorithms  []string
	KeyID                 string `json:"KeyId"`
	KeyManager            string
	KeySpec               string
	KeyState              keys.State
	KeyUsage              string
	MultiRegion           bool
	Origin                string
}

func metadataOf(k *keys.Key) metadata {
	m := metadata{AWSAccountID: k.Account, Arn: k.ARN(), CreationDate: stamp(k.Created), CustomerMasterKeySpec: symmetric,
		Description: k.Description, Enabled: k.State == keys.Enabled, EncryptionAlgorithms: []string{symmetric}, KeyID: k.ID,
		KeyManager: "CUSTOMER", KeySpec: symmetric, KeyState: k.State, KeyUsage: "ENCRYPT_DECRYPT", Origin: "AWS_KMS"}
	if k.State == keys.PendingDeletion {
		at := stamp(k.DeletionAt)
		m.DeletionDate = &at
	}
	return m
}

// symmetric is the only kind of key there is here.
const symmetric = "SYMMETRIC_DEFAULT"

// onlySymmetric refuses other algorithms.
func onlySymmetric(algorithms ...string) error {
	for _, a := range algorithms {
		if a != "" && a != symmetric {
			return wire.NotBuilt("the algorithm " + a)
		}
	}
	return nil
}

// keyOnly is the request of operations that need a key and nothing else.
type keyOnly struct {
	KeyID string `json:"KeyId"`
}

// page is the part of a listing that a request asks for.
type page struct {
	Limit  int
	Marker string
}

// paged cuts a listing: the marker is where the next page begins.
func paged[T any](p page, all []T, most int) (part []T, next string, err error) {
	if p.Limit == 0 {
		p.Limit = most
	}
	if p.Limit < 1 || p.Limit > 1000 {
		return nil, "", invalid("1 validation error detected: Value '" + strconv.Itoa(p.Limit) + "' at 'limit' failed to satisfy constraint: " +
			"Member must have value between 1 and 1000")
	}
	from := 0
	if p.Marker != "" {
		if from, err = strconv.Atoi(p.Marker); err != nil || from < 0 || from > len(all) {
			return nil, "", invalid("Could not deserialize marker '" + p.Marker + "'")
		}
	}
	to := min(from+p.Limit, len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return all[from:to], next, nil
}
