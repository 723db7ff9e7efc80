// Package source makes the buckets, topics and buses that entries of a profile
// send to, and makes them tell a function: by a permission on the function and
// a notification, subscription or rule. It reads what was there before.
//
// It sends no events, and knows nothing of the functions behind.
package source

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"squall/attack/apierr"
	"squall/profiles"
)

// Options says what Sources talk to.
type Options struct {
	Config  aws.Config
	Account string
	Lambda  *lambda.Client
	// Resolve turns a profile's name of a version into its number.
	Resolve func(function, version string) (string, error)
}

// Sources are the services that tell functions of what they are sent.
type Sources struct {
	opt    Options
	s3     *s3.Client
	sns    *sns.Client
	events *eventbridge.Client
}

// New makes the clients; it connects to nothing yet.
func New(opt Options) *Sources {
	return &Sources{
		opt:    opt,
		s3:     s3.NewFromConfig(opt.Config, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil }),
		sns:    sns.NewFromConfig(opt.Config),
		events: eventbridge.NewFromConfig(opt.Config),
	}
}

// path is what one kind of source needs to be told apart from the others.
type path struct {
	there   func(*Sources, context.Context, profiles.Change) (bool, error)
	create  func(*Sources, context.Context, profiles.Change) error
	delete  func(*Sources, context.Context, profiles.Change) error
	tells   func(*Sources, context.Context, profiles.Change) (bool, error) // the trigger is there
	tell    func(*Sources, context.Context, profiles.Change) error
	untell  func(*Sources, context.Context, profiles.Change) error
	service string                                          // principal of the permission
	arn     func(*Sources, profiles.Change) (source string) // its condition
}

var paths = map[string]path{
	profiles.PathS3: {(*Sources).bucketThere, (*Sources).createBucket, (*Sources).deleteBucket,
		(*Sources).notified, (*Sources).notify, (*Sources).unnotify, "s3.amazonaws.com", bucketARN},
	profiles.PathSNS: {(*Sources).topicThere, (*Sources).createTopic, (*Sources).deleteTopic,
		(*Sources).subscribed, (*Sources).subscribe, (*Sources).unsubscribe, "sns.amazonaws.com", (*Sources).topicARN},
	profiles.PathEvents: {(*Sources).busThere, (*Sources).createBus, (*Sources).deleteBus,
		(*Sources).ruled, (*Sources).rule, (*Sources).unrule, "events.amazonaws.com", (*Sources).ruleARN},
}

// Seen tells what a change of a source or trigger will do.
type Seen struct {
	What, Before, After string
	Undo                []profiles.Change
}

// path is that of a change, whose qualifier it makes the one that the target
// knows.
func (s *Sources) path(c *profiles.Change) (path, error) {
	p, ok := paths[c.Path]
	if !ok {
		return p, fmt.Errorf("path %q has no source", c.Path)
	}
	return p, s.number(c)
}

func (s *Sources) number(c *profiles.Change) (err error) {
	if c.Function != "" {
		c.Qualifier, err = s.opt.Resolve(c.Function, c.Qualifier)
	}
	return err
}

// Look reads what is there before a change.
func (s *Sources) Look(ctx context.Context, c profiles.Change) (Seen, error) {
	p, err := s.path(&c)
	if err != nil {
		return Seen{}, err
	}
	seen := Seen{What: c.Path + " " + c.Source, Before: "absent", After: "present"}
	look, inverse := p.there, map[profiles.ChangeKind]profiles.ChangeKind{
		profiles.CreateSource: profiles.DeleteSource, profiles.DeleteSource: profiles.CreateSource,
		profiles.PutTrigger: profiles.DeleteTrigger, profiles.DeleteTrigger: profiles.PutTrigger}
	making := c.Kind == profiles.CreateSource || c.Kind == profiles.PutTrigger
	if c.Kind == profiles.PutTrigger || c.Kind == profiles.DeleteTrigger {
		look = p.tells
		seen.What = "what " + seen.What + " tells " + c.Function
		if c.Qualifier != "" {
			seen.What += ":" + c.Qualifier
		}
	}
	there, err := look(s, ctx, c)
	if there {
		seen.Before = "present"
	}
	if !making {
		seen.After = "absent"
	}
	if err == nil && there != making {
		undo := c
		undo.Kind = inverse[c.Kind]
		seen.Undo = []profiles.Change{undo}
	}
	return seen, err
}

// Make carries out a change. What is there already, or gone already, is left.
func (s *Sources) Make(ctx context.Context, c profiles.Change) error {
	p, err := s.path(&c)
	if err != nil {
		return err
	}
	switch c.Kind {
	case profiles.CreateSource:
		return p.create(s, ctx, c)
	case profiles.DeleteSource:
		return p.delete(s, ctx, c)
	case profiles.PutTrigger:
		if err := s.permit(ctx, c, p); err != nil {
			return err
		}
		return p.tell(s, ctx, c)
	case profiles.DeleteTrigger:
		if err := p.untell(s, ctx, c); err != nil {
			return err
		}
		return s.forbid(ctx, c)
	}
	return fmt.Errorf("change %q: not known here", c.Kind)
}

// unless forgives errors with these codes.
func unless(err error, codes ...string) error {
	for _, c := range codes {
		if apierr.Code(err) == c {
			return nil
		}
	}
	return err
}

// function is the ARN of the function behind a trigger.
func (s *Sources) function(c profiles.Change) *string {
	arn := "arn:aws:lambda:" + s.opt.Config.Region + ":" + s.opt.Account + ":function:" + c.Function
	if c.Qualifier != "" {
		arn += ":" + c.Qualifier
	}
	return &arn
}

// permit lets the source invoke the function.
func (s *Sources) permit(ctx context.Context, c profiles.Change, p path) error {
	in := &lambda.AddPermissionInput{FunctionName: &c.Function, StatementId: aws.String(c.TriggerName()), Action: aws.String("lambda:InvokeFunction"),
		Principal: &p.service, SourceArn: aws.String(p.arn(s, c))}
	if c.Qualifier != "" {
		in.Qualifier = &c.Qualifier
	}
	if c.Path == profiles.PathS3 {
		in.SourceAccount = &s.opt.Account // a bucket's ARN does not name its owner
	}
	_, err := s.opt.Lambda.AddPermission(ctx, in)
	return unless(err, "ResourceConflictException")
}

func (s *Sources) forbid(ctx context.Context, c profiles.Change) error {
	in := &lambda.RemovePermissionInput{FunctionName: &c.Function, StatementId: aws.String(c.TriggerName())}
	if c.Qualifier != "" {
		in.Qualifier = &c.Qualifier
	}
	_, err := s.opt.Lambda.RemovePermission(ctx, in)
	return unless(err, "ResourceNotFoundException")
}
