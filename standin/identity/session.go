package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"squall/standin/identity/policy"
)

// Session is what somebody who assumed a role goes by. All of it is in the
// token that comes with its credentials, so nobody has to remember it.
type Session struct {
	Role    string // ARN
	Name    string
	Expires int64 // s since 1970
}

// Credentials are what a client signs with.
type Credentials struct {
	AccessKey, Secret, Token string
	Expires                  int64 // s since 1970
}

// mark begins the tokens of ours.
const mark = "squall."

// Assume gives a caller the credentials of a role, for some seconds; 0 is an
// hour.
func (s *Store) Assume(now int64, c policy.Caller, role, name string, seconds int) (Credentials, *Error) {
	if seconds == 0 {
		seconds = 3600
	}
	r := s.byARN(role)
	denied := &Error{403, "AccessDenied", "User: " + c.ARN + " is not authorized to perform: sts:AssumeRole on resource: " + role}
	most := 43200
	if r != nil {
		most = r.MaxSession
	}
	switch {
	case len(name) < 2 || len(name) > 64:
		return Credentials{}, invalid("1 validation error detected: Value '" + name + "' at 'roleSessionName' failed to satisfy constraint: Member must have length between 2 and 64")
	case seconds < 900:
		return Credentials{}, invalid("1 validation error detected: Value '" + itoa(seconds) + "' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900")
	case seconds > most:
		return Credentials{}, invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	case r == nil || !s.Trusts(role, c):
		return Credentials{}, denied
	case c.Role != "" && !s.Allows(c.Role, "sts:AssumeRole", role):
		return Credentials{}, denied
	}
	return s.credentials(Session{Role: role, Name: name, Expires: now/1e9 + int64(seconds)}), nil
}

func (s *Store) credentials(in Session) Credentials {
	text, err := json.Marshal(in)
	if err != nil {
		panic("identity: a session has no JSON: " + err.Error())
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	token := mark + body + "." + base64.RawURLEncoding.EncodeToString(s.sign(body))
	key := "ASIA" + strings.ToUpper(s.nextID("")[:16])
	return Credentials{AccessKey: key, Secret: s.Secret(token), Token: token, Expires: in.Expires}
}

// Secret is the secret key that belongs to a token.
func (s *Store) Secret(token string) string {
	return base64.StdEncoding.EncodeToString(s.sign("secret " + token))[:40]
}

func (s *Store) sign(text string) []byte {
	h := hmac.New(sha256.New, s.options.Key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// Genuine says whether a token was made by this store.
func (s *Store) Genuine(token string) bool {
	body, sum, _ := strings.Cut(strings.TrimPrefix(token, mark), ".")
	want, err := base64.RawURLEncoding.DecodeString(sum)
	return err == nil && hmac.Equal(want, s.sign(body))
}

// ReadToken reads the session of a token of ours; whether it is genuine is
// another question.
func ReadToken(token string) (Session, bool) {
	body, ok := strings.CutPrefix(token, mark)
	body, _, _ = strings.Cut(body, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	var out Session
	if !ok || err != nil || json.Unmarshal(text, &out) != nil || out.Account() == "" {
		return Session{}, false
	}
	return out, true
}

// Account is the account of a session.
func (s Session) Account() string { return policy.Caller{ARN: s.Role}.Account() }

// ARN is that of a session, as policies and messages name it.
func (s Session) ARN() string {
	return "arn:aws:sts::" + s.Account() + ":assumed-role/" + s.Role[strings.LastIndexByte(s.Role, '/')+1:] + "/" + s.Name
}

// Caller is who signs with an access key: a session, or else somebody of an
// account who may do everything there.
func Caller(account string, s Session) policy.Caller {
	if s.Role != "" {
		return policy.Caller{ARN: s.ARN(), Role: s.Role}
	}
	return policy.Caller{ARN: "arn:aws:iam::" + account + ":user/squall"}
}

// Expired says whether a session has ended.
func (s Session) Expired(now int64) bool { return s.Role != "" && now/1e9 >= s.Expires }
