package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"squall/attack/survey"
	"squall/profiles"
	"squall/profiles/adopt"
	"squall/profiles/adopt/k6"
	"squall/profiles/adopt/sam"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/spf13/cobra"
)

// maxAdopted is how long a template or a script may be.
const maxAdopted = 16 << 20

func (p *program) initCommand() *cobra.Command {
	var template, script, function string
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "write a commented profile to start from (default squall.yaml)",
		Long: `Writes a profile: a commented one to start from, or what there is already.

  squall init                              a function of its own, with arms
  squall init --from-sam template.yaml     functions and events of AWS SAM
  squall init --from-k6 script.js          requests, stages, checks, thresholds
  squall init --from-aws checkout:live     a function in an account, read only

What is written validates and runs; what could not be carried over is said in
comments. --from-aws takes credentials and region as the AWS SDK does, and reads
no value of an environment variable.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := "squall.yaml"
			if len(args) == 1 {
				name = args[0]
			}
			text, err := starter(c.Context(), template, script, function)
			if err != nil {
				return usage(err)
			}
			if err := writeNew(name, text); err != nil {
				return usage(err)
			}
			left := ""
			if n := strings.Count(string(text), "#   "); n > 0 {
				left = fmt.Sprintf("%d things could not be carried over: the comments in %s say which\n", n, name)
			}
			_, err = fmt.Fprintf(p.out, "wrote %s\n%snext  squall plan %s     what would happen\n      squall run %s      run it on the local stand-in\n", name, left, name, name)
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&template, "from-sam", "", "make it of a SAM or CloudFormation `template`")
	f.StringVar(&script, "from-k6", "", "make it of a `script` of k6")
	f.StringVar(&function, "from-aws", "", "make it of a `function` in an account: NAME, NAME:ALIAS or an ARN")
	c.MarkFlagsMutuallyExclusive("from-sam", "from-k6", "from-aws")
	return c
}

// starter is the profile that init writes.
func starter(ctx context.Context, template, script, function string) ([]byte, error) {
	var d *adopt.Draft
	var err error
	switch {
	case template != "":
		d, err = adopted(template, sam.Read)
	case script != "":
		d, err = adopted(script, k6.Read)
	case function != "":
		d, err = surveyed(ctx, function)
	default:
		return profiles.Starter(), nil
	}
	if err != nil {
		return nil, err
	}
	return d.Profile()
}

func adopted(file string, read func(string, []byte) (*adopt.Draft, error)) (*adopt.Draft, error) {
	if info, err := os.Stat(file); err == nil && info.Size() > maxAdopted {
		return nil, fmt.Errorf("%s is longer than %d MB", file, maxAdopted>>20)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	d, err := read(filepath.Base(file), data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return d, nil
}

func surveyed(ctx context.Context, function string) (*adopt.Draft, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("the AWS SDK's settings cannot be read: %w", err)
	}
	if cfg.Region == "" {
		return nil, errors.New("no region is set: set AWS_REGION, or AWS_PROFILE with one")
	}
	return survey.Function(ctx, lambda.NewFromConfig(cfg), function)
}

// writeNew writes a file that must not exist yet.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already: name another file, it is left as it is", name)
	}
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return fmt.Errorf("write profile %s: %w", name, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write profile %s: %w", name, err)
	}
	return nil
}
