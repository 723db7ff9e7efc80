package standin_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"squall/profiles/read"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"
)

// vault is a stand-in with one function, and the clients of a user of KMS.
type vault struct {
	t      *testing.T
	s      *standin.Standin
	lambda *lambda.Client
	kms    *kms.Client
}

func serveVault(t *testing.T) *vault {
	t.Helper()
	plan, err := read.Profile("keyed.yaml", []byte(`
name: keyed
functions: [{name: keyed, model: {duration: {constant: 1ms}}, env: {STAGE: prod}}]
attack: [{path: sdk, function: keyed, phases: [{for: 1s, rate: 1/s}]}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := standin.New(standin.Options{World: &plan.Arms[0].World})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	if err := s.Install(ctx, &plan.Arms[0].World); err != nil {
		t.Fatal(err)
	}
	who := credentials.NewStaticCredentialsProvider("squall", "squall", "")
	return &vault{t: t, s: s,
		lambda: lambda.New(lambda.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: who, Retryer: aws.NopRetryer{}}),
		kms:    kms.New(kms.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: who})}
}

func (v *vault) configure(in *lambda.UpdateFunctionConfigurationInput) error {
	in.FunctionName = aws.String("keyed")
	_, err := v.lambda.UpdateFunctionConfiguration(v.t.Context(), in)
	return err
}

// renew makes the next invoke start an environment.
func (v *vault) renew(description string) {
	v.t.Helper()
	v.must(v.configure(&lambda.UpdateFunctionConfigurationInput{Description: &description}))
}

// invoke expects an error code, or "" for an answer.
func (v *vault) invoke(want string) {
	v.t.Helper()
	_, err := v.lambda.Invoke(v.t.Context(), &lambda.InvokeInput{FunctionName: aws.String("keyed")})
	got := ""
	if refused := (smithy.APIError)(nil); errors.As(err, &refused) {
		got = refused.ErrorCode()
	} else if err != nil {
		got = err.Error()
	}
	if got != want {
		v.t.Errorf("%q, want %q", got, want)
	}
}

func (v *vault) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// TestKey goes through the life of a function under a key of its own: what the
// key cannot decrypt any more does not start, and what has started serves on.
func TestKey(t *testing.T) {
	v := serveVault(t)
	ctx := t.Context()
	key, err := v.kms.CreateKey(ctx, &kms.CreateKeyInput{})
	v.must(err)
	id, arn := key.KeyMetadata.KeyId, key.KeyMetadata.Arn
	v.must(v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: arn}))
	now, err := v.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("keyed")})
	if err != nil || aws.ToString(now.KMSKeyArn) != *arn {
		t.Errorf("the key is %q, %v", aws.ToString(now.KMSKeyArn), err)
	}
	v.invoke("")
	_, err = v.kms.DisableKey(ctx, &kms.DisableKeyInput{KeyId: id})
	v.must(err)
	v.invoke("") // the environment is there
	if err := v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: arn}); err == nil {
		t.Error("a function was given a disabled key")
	}
	v.renew("new environments")
	v.invoke("KMSDisabledException")
	res, err := http.Get(v.s.Doors()["alb"] + "/keyed")
	v.must(err)
	_, err = io.Copy(io.Discard, res.Body)
	if v.must(errors.Join(err, res.Body.Close())); res.StatusCode != 502 {
		t.Errorf("the load balancer says %d", res.StatusCode)
	}
	_, err = v.kms.EnableKey(ctx, &kms.EnableKeyInput{KeyId: id})
	v.must(err)
	v.invoke("")
}

// TestGrant: Lambda works through a grant that is made when a function is given
// its key, and is not made again by itself.
func TestGrant(t *testing.T) {
	v := serveVault(t)
	ctx := t.Context()
	key, err := v.kms.CreateKey(ctx, &kms.CreateKeyInput{})
	v.must(err)
	id, arn := key.KeyMetadata.KeyId, key.KeyMetadata.Arn
	v.must(v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: arn}))
	grants, err := v.kms.ListGrants(ctx, &kms.ListGrantsInput{KeyId: id})
	if err != nil || len(grants.Grants) != 1 {
		t.Fatalf("grants %+v, %v", grants, err)
	}
	_, err = v.kms.RevokeGrant(ctx, &kms.RevokeGrantInput{KeyId: id, GrantId: grants.Grants[0].GrantId})
	v.must(err)
	v.renew("newer environments")
	v.invoke("KMSAccessDeniedException")
	v.must(v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: arn}))
	v.invoke("")
	if err := v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: aws.String(*arn + "0")}); err == nil {
		t.Error("a function was given a key that is not there")
	}
	v.must(v.configure(&lambda.UpdateFunctionConfigurationInput{KMSKeyArn: aws.String("")}))
	_, err = v.kms.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: id})
	v.must(err)
	v.renew("under AWS's own key")
	v.invoke("")
}
