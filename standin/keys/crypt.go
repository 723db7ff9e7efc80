package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"io"
	"maps"
	"slices"
)

// Limits in bytes.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
const (
	maxPlaintext  = 4096
	maxCiphertext = 6144
	maxDataKey    = 1024
)

// A ciphertext names its key, so that Decrypt finds it: a mark, the ARN with
// its length, a nonce, and what AES-256 in GCM makes of the plaintext, with the
// encryption context as additional data.
var mark = []byte{0x01, 0x02, 0x02, 0x00}

// Context is the encryption context: not secret, and the same at both ends.
type Context map[string]string

// bytes has no two contexts in one form.
func (c Context) bytes() []byte {
	var out []byte
	for _, name := range slices.Sorted(maps.Keys(c)) {
		for _, text := range []string{name, c[name]} {
			out = binary.BigEndian.AppendUint32(out, uint32(len(text)))
			out = append(out, text...)
		}
	}
	return out
}

func (k *Key) seal() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.material)
	if err != nil {
		return nil, refuse(Internal, "the material of %s is broken: %v", k.ARN(), err)
	}
	return cipher.NewGCM(block)
}

// Encrypt encrypts up to 4,096 bytes under a key.
func (s *Keys) Encrypt(k *Key, plaintext []byte, c Context) ([]byte, error) {
	if len(plaintext) == 0 {
		return nil, refuse(Validation, "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "+
			"Member must have length greater than or equal to 1")
	}
	if len(plaintext) > maxPlaintext {
		return nil, tooLong("plaintext", maxPlaintext)
	}
	if err := k.usable(); err != nil {
		return nil, err
	}
	gcm, err := k.seal()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	if _, err := io.ReadFull(s.config.Random, nonce); err != nil {
		return nil, refuse(Internal, "no random bytes for a nonce: %v", err)
	}
	arn := k.ARN()
	out := append([]byte{}, mark...)
	out = append(out, byte(len(arn)))
	out = append(out, arn...)
	out = append(out, nonce...)
	return gcm.Seal(out, nonce, plaintext, c.bytes()), nil
}

// Decrypt finds the key of a ciphertext and decrypts it; asked names the key
// that it should be, nil: any.
func (s *Keys) Decrypt(now int64, p Place, blob []byte, c Context, asked *Key) ([]byte, *Key, error) {
	s.Expire(now)
	if len(blob) > maxCiphertext {
		return nil, nil, tooLong("ciphertextBlob", maxCiphertext)
	}
	rest, ok := bytes.CutPrefix(blob, mark)
	if !ok || len(rest) == 0 || len(rest) < 1+int(rest[0]) {
		return nil, nil, &Error{Kind: InvalidCiphertext}
	}
	k, ok := s.keys[string(rest[1:1+int(rest[0])])]
	rest = rest[1+int(rest[0]):]
	if !ok || k.Region != p.Region {
		return nil, nil, refuse(AccessDenied, "The ciphertext refers to a customer master key that does not exist, "+
			"does not exist in this region, or you are not allowed to access.")
	}
	if asked != nil && asked != k {
		return nil, nil, refuse(IncorrectKey, "The key ID in the request does not identify a CMK that can perform this operation.")
	}
	if err := s.mayCross(k, p); err != nil {
		return nil, nil, err
	}
	if err := k.usable(); err != nil {
		return nil, nil, err
	}
	gcm, err := k.seal()
	if err != nil {
		return nil, nil, err
	}
	if len(rest) < gcm.NonceSize() {
		return nil, nil, &Error{Kind: InvalidCiphertext}
	}
	plain, err := gcm.Open(nil, rest[:gcm.NonceSize()], rest[gcm.NonceSize():], c.bytes())
	if err != nil { // another context, or bytes that were changed
		return nil, nil, &Error{Kind: InvalidCiphertext}
	}
	return plain, k, nil
}

// DataKey makes a key of so many bytes for use outside, and its ciphertext.
func (s *Keys) DataKey(k *Key, size int, c Context) (plain, blob []byte, err error) {
	if size < 1 || size > maxDataKey {
		return nil, nil, refuse(Validation, "1 validation error detected: Value '%d' at 'numberOfBytes' failed to satisfy constraint: "+
			"Member must have value between 1 and %d", size, maxDataKey)
	}
	if err := k.usable(); err != nil {
		return nil, nil, err
	}
	plain = make([]byte, size)
	if _, err := io.ReadFull(s.config.Random, plain); err != nil {
		return nil, nil, refuse(Internal, "no random bytes for a data key: %v", err)
	}
	blob, err = s.Encrypt(k, plain, c)
	return plain, blob, err
}
