package awsapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"squall/standin/awsapi/signature"
)

// Guard checks the signatures of requests before a service sees them.
type Guard struct {
	Keys map[string]string // secrets by access key
	// Session is the secret of a session's token, and whether we made it.
	Session func(token string) (secret string, ok bool)
	Now     func() time.Time
}

// maxSigned bounds a body that is read to be hashed: 50 MB of zip in base64.
const maxSigned = 72 << 20

// Over puts the guard in front of a handler. Refusals are in the words of AWS:
// https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
func (g *Guard) Over(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, ok := signature.Read(r)
		if !ok {
			answer(w, r, ScopeOf(r).Service, http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token")
			return
		}
		secret, known := g.Keys[s.AccessKey]
		if s.Token != "" {
			secret, known = g.Session(s.Token)
		}
		payload, err := payloadHash(r, &s)
		switch {
		case err != nil:
			answer(w, r, ScopeOf(r).Service, http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", err.Error())
		case !known:
			answer(w, r, ScopeOf(r).Service, http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")
		case !s.Verify(r, payload, secret):
			answer(w, r, ScopeOf(r).Service, http.StatusForbidden, "InvalidSignatureException", "The request signature we calculated does not match the "+
				"signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
		case s.Expired(g.Now()), ScopeOf(r).Session.Expired(g.Now().UnixNano()):
			answer(w, r, ScopeOf(r).Service, http.StatusForbidden, "ExpiredTokenException", "The security token included in the request is expired")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// payloadHash is the hash that the request says its body has, which must be
// its own where it can be known.
func payloadHash(r *http.Request, s *signature.Signature) (string, error) {
	said := r.Header.Get("X-Amz-Content-Sha256")
	switch {
	case s.Presigned:
		return signature.Unsigned, nil
	case said != "" && len(said) != 2*sha256.Size: // unsigned, or a stream that is signed in pieces
		return said, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxSigned+1))
	if err != nil {
		return "", err
	}
	if len(body) > maxSigned {
		return "", errors.New("a signed body is longer than 75,497,472 bytes")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}
