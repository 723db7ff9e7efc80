package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"squall/cmd/squall/client"

	"github.com/spf13/cobra"
)

func (p *program) awsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "aws SERVICE OPERATION [ARG]...",
		Short: "run the AWS CLI on the stand-in",
		Long: `Runs the installed AWS CLI, aimed at the stand-in that squall serve started:
with its address, dummy credentials and no configuration of yours, so that it
cannot reach AWS. squall's own flags come before the service.

  squall aws lambda list-functions
  squall aws --account 444455556666 sqs list-queues`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return become(c, func(s *client.Standin, shims string) (client.Command, error) {
				return s.AWS(args, os.Environ(), shims)
			})
		},
	}
	c.Flags().SetInterspersed(false)
	standinFlags(c)
	return c
}

func (p *program) shellCommand() *cobra.Command {
	var command string
	c := &cobra.Command{
		Use:   "shell",
		Short: "open a shell whose AWS is the stand-in",
		Long: `Opens your shell with the address and the dummy credentials of the stand-in that
squall serve started, and without yours: aws and every SDK reach the stand-in
and nothing else, and the prompt says so.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return become(c, func(s *client.Standin, shims string) (client.Command, error) {
				self, err := os.Executable()
				if err != nil {
					return client.Command{}, fmt.Errorf("find squall itself: %w", err)
				}
				if err := client.Furnish(shims, self); err != nil {
					return client.Command{}, err
				}
				return s.Shell(command, os.Environ(), shims)
			})
		},
	}
	c.Flags().StringVarP(&command, "command", "c", "", "run this `command` instead of opening a prompt")
	standinFlags(c)
	return c
}

func standinFlags(c *cobra.Command) {
	c.Flags().String("endpoint", cmp.Or(os.Getenv("SQUALL_ENDPOINT"), os.Getenv("AWS_ENDPOINT_URL"), "http://127.0.0.1:9400"), "`URL` of the stand-in")
	c.Flags().String("account", os.Getenv("SQUALL_ACCOUNT"), "come as this `account` of twelve digits")
}

// become replaces squall by a program that speaks to the stand-in, so that
// signals and the exit code are the program's own.
func become(c *cobra.Command, choose func(s *client.Standin, shims string) (client.Command, error)) error {
	endpoint, _ := c.Flags().GetString("endpoint") // these flags are there
	account, _ := c.Flags().GetString("account")
	s := &client.Standin{Endpoint: endpoint, Account: account}
	if err := s.Find(c.Context()); err != nil {
		return usage(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return usage(fmt.Errorf("find a folder for small files: %w", err))
	}
	cmd, err := choose(s, filepath.Join(cache, "squall", "shell"))
	if err != nil {
		return usage(err)
	}
	return internal(fmt.Errorf("run %s: %w", cmd.Path, syscall.Exec(cmd.Path, cmd.Args, cmd.Env)))
}
