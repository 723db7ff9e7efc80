package kms

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"squall/standin/keys"
)

// owner is a Backend: a lock instead of a goroutine, and a clock of its own.
type owner struct {
	mu   sync.Mutex
	now  int64
	keys *keys.Keys
}

func (o *owner) Keys(fn func(int64, *keys.Keys)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fn(o.now, o.keys)
}

const account = "111122223333"

func sdk(url, key, region string) *client.Client {
	return client.New(client.Options{BaseEndpoint: &url, Region: region, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(key, "secret", "")})
}

// serve starts the API with one key.
func serve(t *testing.T) (o *owner, c *client.Client, key, url string) {
	t.Helper()
	o = &owner{keys: keys.New(keys.Config{Epoch: time.Unix(1_700_000_000, 0), Random: rand.Reader})}
	server := httptest.NewServer(New(Options{Account: account, Region: "us-east-1"}, o))
	t.Cleanup(server.Close)
	c = sdk(server.URL, "key", "us-east-1")
	out, err := c.CreateKey(t.Context(), &client.CreateKeyInput{Description: aws.String("first"),
		Tags: []types.Tag{{TagKey: aws.String("a"), TagValue: aws.String("b")}}})
	if err != nil {
		t.Fatal(err)
	}
	m := out.KeyMetadata
	if m.KeyState != types.KeyStateEnabled || !m.Enabled || m.CreationDate.Unix() != 1_700_000_000 ||
		*m.Arn != "arn:aws:kms:us-east-1:"+account+":key/"+*m.KeyId {
		t.Fatalf("a new key is %+v", m)
	}
	return o, c, *m.KeyId, server.URL
}

// code is AWS's code of an error; the text of any other.
func code(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestEncryptAndDecrypt(t *testing.T) {
	_, c, key, _ := serve(t)
	ctx := t.Context()
	said := map[string]string{"LambdaFunctionName": "checkout"}
	sealed, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &key, Plaintext: []byte("secret"), EncryptionContext: said})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := c.Decrypt(ctx, &client.DecryptInput{CiphertextBlob: sealed.CiphertextBlob, EncryptionContext: said})
	if err != nil || string(opened.Plaintext) != "secret" || *opened.KeyId != *sealed.KeyId {
		t.Fatalf("decrypted %+v, %v", opened, err)
	}
	again, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &key, Plaintext: []byte("secret"), EncryptionContext: said})
	if err != nil || bytes.Equal(again.CiphertextBlob, sealed.CiphertextBlob) {
		t.Errorf("two ciphertexts of one text are equal, or %v", err)
	}
	for name, in := range map[string]*client.DecryptInput{
		"another context": {CiphertextBlob: sealed.CiphertextBlob, EncryptionContext: map[string]string{"LambdaFunctionName": "other"}},
		"no context":      {CiphertextBlob: sealed.CiphertextBlob},
		"cut short":       {CiphertextBlob: sealed.CiphertextBlob[:len(sealed.CiphertextBlob)-1], EncryptionContext: said},
		"only a mark":     {CiphertextBlob: sealed.CiphertextBlob[:4]},
		"garbage":         {CiphertextBlob: []byte("garbage")},
	} {
		if _, err := c.Decrypt(ctx, in); code(err) != "InvalidCiphertextException" {
			t.Errorf("%s: %v", name, err)
		}
	}
	data, err := c.GenerateDataKey(ctx, &client.GenerateDataKeyInput{KeyId: &key, KeySpec: types.DataKeySpecAes256})
	if err != nil || len(data.Plaintext) != 32 {
		t.Fatalf("data key %+v, %v", data, err)
	}
	back, err := c.Decrypt(ctx, &client.DecryptInput{CiphertextBlob: data.CiphertextBlob, KeyId: &key})
	if err != nil || !bytes.Equal(back.Plaintext, data.Plaintext) {
		t.Errorf("the data key came back as %+v, %v", back, err)
	}
	blind, err := c.GenerateDataKeyWithoutPlaintext(ctx, &client.GenerateDataKeyWithoutPlaintextInput{KeyId: &key, NumberOfBytes: aws.Int32(7)})
	if err != nil {
		t.Fatal(err)
	}
	if back, err := c.Decrypt(ctx, &client.DecryptInput{CiphertextBlob: blind.CiphertextBlob}); err != nil || len(back.Plaintext) != 7 {
		t.Errorf("a data key of 7 bytes came back as %+v, %v", back, err)
	}
	second, err := c.CreateKey(ctx, &client.CreateKeyInput{})
	if err != nil {
		t.Fatal(err)
	}
	moved, err := c.ReEncrypt(ctx, &client.ReEncryptInput{CiphertextBlob: sealed.CiphertextBlob, SourceEncryptionContext: said,
		DestinationKeyId: second.KeyMetadata.KeyId})
	if err != nil {
		t.Fatal(err)
	}
	if back, err := c.Decrypt(ctx, &client.DecryptInput{CiphertextBlob: moved.CiphertextBlob}); err != nil || string(back.Plaintext) != "secret" {
		t.Errorf("re-encrypted: %+v, %v", back, err)
	}
	if _, err := c.Decrypt(ctx, &client.DecryptInput{CiphertextBlob: moved.CiphertextBlob, KeyId: &key}); code(err) != "IncorrectKeyException" {
		t.Errorf("under another key: %v", err)
	}
}

// TestStates goes through the life of a key; use is what Encrypt says.
func TestStates(t *testing.T) {
	o, c, key, _ := serve(t)
	ctx := t.Context()
	use := func() string {
		_, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &key, Plaintext: []byte("x")})
		return code(err)
	}
	steps := []struct {
		name      string
		do        func() error
		want, use string
	}{
		{"disable", func() error { _, err := c.DisableKey(ctx, &client.DisableKeyInput{KeyId: &key}); return err }, "", "DisabledException"},
		{"enable", func() error { _, err := c.EnableKey(ctx, &client.EnableKeyInput{KeyId: &key}); return err }, "", ""},
		{"cancel nothing", func() error {
			_, err := c.CancelKeyDeletion(ctx, &client.CancelKeyDeletionInput{KeyId: &key})
			return err
		}, "KMSInvalidStateException", ""},
		{"too soon", func() error {
			_, err := c.ScheduleKeyDeletion(ctx, &client.ScheduleKeyDeletionInput{KeyId: &key, PendingWindowInDays: aws.Int32(6)})
			return err
		}, "ValidationException", ""},
		{"schedule", func() error {
			out, err := c.ScheduleKeyDeletion(ctx, &client.ScheduleKeyDeletionInput{KeyId: &key, PendingWindowInDays: aws.Int32(7)})
			if err == nil && out.DeletionDate.Unix() != 1_700_000_000+7*86400 {
				return errors.New("deleted at " + out.DeletionDate.String())
			}
			return err
		}, "", "KMSInvalidStateException"},
		{"disable then", func() error { _, err := c.DisableKey(ctx, &client.DisableKeyInput{KeyId: &key}); return err }, "KMSInvalidStateException", "KMSInvalidStateException"},
		{"cancel", func() error {
			_, err := c.CancelKeyDeletion(ctx, &client.CancelKeyDeletionInput{KeyId: &key})
			return err
		}, "", "DisabledException"},
		{"alias", func() error {
			_, err := c.CreateAlias(ctx, &client.CreateAliasInput{AliasName: aws.String("alias/app"), TargetKeyId: &key})
			return err
		}, "", "DisabledException"},
		{"schedule again", func() error {
			_, err := c.ScheduleKeyDeletion(ctx, &client.ScheduleKeyDeletionInput{KeyId: &key})
			return err
		}, "", "KMSInvalidStateException"},
		{"a month", func() error { o.now += int64(30 * 24 * time.Hour); return nil }, "", "NotFoundException"},
		{"its alias", func() error {
			_, err := c.DescribeKey(ctx, &client.DescribeKeyInput{KeyId: aws.String("alias/app")})
			return err
		}, "NotFoundException", "NotFoundException"},
	}
	for _, s := range steps {
		if got := code(s.do()); got != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
		if got := use(); got != s.use {
			t.Errorf("after %s, Encrypt says %q, want %q", s.name, got, s.use)
		}
	}
}

func TestAliasesAndGrants(t *testing.T) {
	_, c, key, _ := serve(t)
	ctx := t.Context()
	name := aws.String("alias/app")
	if _, err := c.CreateAlias(ctx, &client.CreateAliasInput{AliasName: name, TargetKeyId: &key}); err != nil {
		t.Fatal(err)
	}
	sealed, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: name, Plaintext: []byte("x")})
	if err != nil || !strings.HasSuffix(*sealed.KeyId, key) {
		t.Fatalf("under an alias: %+v, %v", sealed, err)
	}
	if _, err := c.CreateAlias(ctx, &client.CreateAliasInput{AliasName: name, TargetKeyId: &key}); code(err) != "AlreadyExistsException" {
		t.Errorf("twice: %v", err)
	}
	list, err := c.ListAliases(ctx, &client.ListAliasesInput{})
	if err != nil || len(list.Aliases) != 1 || *list.Aliases[0].TargetKeyId != key {
		t.Errorf("aliases %+v, %v", list, err)
	}
	grant, err := c.CreateGrant(ctx, &client.CreateGrantInput{KeyId: &key, GranteePrincipal: aws.String("arn:aws:iam::" + account + ":role/r"),
		Operations: []types.GrantOperation{types.GrantOperationDecrypt}})
	if err != nil {
		t.Fatal(err)
	}
	grants, err := c.ListGrants(ctx, &client.ListGrantsInput{KeyId: &key})
	if err != nil || len(grants.Grants) != 1 || *grants.Grants[0].GrantId != *grant.GrantId {
		t.Errorf("grants %+v, %v", grants, err)
	}
	if _, err := c.RevokeGrant(ctx, &client.RevokeGrantInput{KeyId: &key, GrantId: grant.GrantId}); err != nil {
		t.Error(err)
	}
	if _, err := c.RetireGrant(ctx, &client.RetireGrantInput{GrantToken: grant.GrantToken}); code(err) != "InvalidGrantTokenException" {
		t.Errorf("a grant that is gone: %v", err)
	}
	if _, err := c.DeleteAlias(ctx, &client.DeleteAliasInput{AliasName: name}); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"app", "alias/", "alias/aws/lambda", "alias/a b"} {
		if _, err := c.CreateAlias(ctx, &client.CreateAliasInput{AliasName: &bad, TargetKeyId: &key}); err == nil {
			t.Errorf("%q was taken as an alias", bad)
		}
	}
}

func TestPages(t *testing.T) {
	_, c, _, _ := serve(t)
	for range 4 {
		if _, err := c.CreateKey(t.Context(), &client.CreateKeyInput{}); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	pages := client.NewListKeysPaginator(c, &client.ListKeysInput{Limit: aws.Int32(2)})
	for n := 0; pages.HasMorePages(); n++ {
		page, err := pages.NextPage(t.Context())
		if err != nil || n > 3 {
			t.Fatal(n, err)
		}
		for _, k := range page.Keys {
			seen[*k.KeyId] = true
		}
	}
	if len(seen) != 5 {
		t.Errorf("saw %d keys, want 5", len(seen))
	}
	if _, err := c.ListKeys(t.Context(), &client.ListKeysInput{Marker: aws.String("x")}); code(err) != "ValidationException" {
		t.Errorf("a marker of nobody's: %v", err)
	}
}

// TestOtherAccounts: a key is seen from another account only when its policy
// names that account, and never from another region.
func TestOtherAccounts(t *testing.T) {
	_, c, key, url := serve(t)
	ctx := t.Context()
	stranger := sdk(url, "444455556666", "us-east-1")
	arn := "arn:aws:kms:us-east-1:" + account + ":key/" + key
	use := func(c *client.Client) string {
		_, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &arn, Plaintext: []byte("x")})
		return code(err)
	}
	if got := use(stranger); got != "AccessDeniedException" {
		t.Errorf("a stranger: %q", got)
	}
	if got := use(sdk(url, "key", "eu-west-1")); got != "NotFoundException" {
		t.Errorf("from another region: %q", got)
	}
	policy := strings.Replace(keys.DefaultPolicy(account), `"AWS" : "arn:aws:iam::`+account+`:root"`,
		`"AWS" : ["arn:aws:iam::`+account+`:root","444455556666"]`, 1)
	if _, err := c.PutKeyPolicy(ctx, &client.PutKeyPolicyInput{KeyId: &key, Policy: &policy}); err != nil {
		t.Fatal(err)
	}
	if got := use(stranger); got != "" {
		t.Errorf("a stranger that the policy names: %q", got)
	}
	if _, err := stranger.DisableKey(ctx, &client.DisableKeyInput{KeyId: &arn}); code(err) != "AccessDeniedException" {
		t.Errorf("a stranger changes the key: %v", err)
	}
	lockout := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:*","Resource":"*"}]}`
	if _, err := c.PutKeyPolicy(ctx, &client.PutKeyPolicyInput{KeyId: &key, Policy: &lockout}); code(err) != "MalformedPolicyDocumentException" {
		t.Errorf("a policy that locks the account out: %v", err)
	}
}

// TestRefusals are answers to bad input, by code.
func TestRefusals(t *testing.T) {
	_, c, key, _ := serve(t)
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		do   func() error
		want string
	}{
		{"no such key", func() error {
			_, err := c.DescribeKey(ctx, &client.DescribeKeyInput{KeyId: aws.String("00000000-0000-0000-0000-000000000000")})
			return err
		}, "NotFoundException"},
		{"no key id", func() error {
			_, err := c.DescribeKey(ctx, &client.DescribeKeyInput{KeyId: aws.String("x")})
			return err
		}, "NotFoundException"},
		{"an ARN of nothing", func() error {
			_, err := c.DescribeKey(ctx, &client.DescribeKeyInput{KeyId: aws.String("arn:aws:kms:us-east-1:1:thing/x")})
			return err
		}, "InvalidArnException"},
		{"alias where a key must be", func() error {
			_, err := c.DisableKey(ctx, &client.DisableKeyInput{KeyId: aws.String("alias/x")})
			return err
		}, "NotFoundException"},
		{"nothing to encrypt", func() error {
			_, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &key, Plaintext: []byte{}})
			return err
		}, "ValidationException"},
		{"too much to encrypt", func() error {
			_, err := c.Encrypt(ctx, &client.EncryptInput{KeyId: &key, Plaintext: make([]byte, 4097)})
			return err
		}, "ValidationException"},
		{"no size of data key", func() error {
			_, err := c.GenerateDataKey(ctx, &client.GenerateDataKeyInput{KeyId: &key})
			return err
		}, "ValidationException"},
		{"an RSA key", func() error {
			_, err := c.CreateKey(ctx, &client.CreateKeyInput{KeySpec: types.KeySpecRsa2048})
			return err
		}, "NotImplementedException"},
		{"not built", func() error {
			_, err := c.GenerateMac(ctx, &client.GenerateMacInput{KeyId: &key, Message: []byte("x"), MacAlgorithm: "HMAC_SHA_256"})
			return err
		}, "NotImplementedException"},
	} {
		if got := code(tt.do()); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzRequests: no body panics any operation or leaves a half-made answer.
func FuzzRequests(f *testing.F) {
	h := New(Options{Account: account, Region: "us-east-1"}, &owner{keys: keys.New(keys.Config{Random: rand.Reader})})
	for name := range h.Operations {
		f.Add(name, `{"KeyId":"alias/x","Plaintext":"eA==","CiphertextBlob":"AQICAAA=","Limit":1,"Operations":["Decrypt"]}`)
	}
	f.Fuzz(func(t *testing.T, name, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header["X-Amz-Target"] = []string{h.Target + "." + name}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if out, err := io.ReadAll(w.Body); err != nil || w.Code != 200 && !bytes.Contains(out, []byte(`"__type"`)) {
			t.Errorf("%d %q", w.Code, out)
		}
	})
}
