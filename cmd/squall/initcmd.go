package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"squall/profiles"

	"github.com/spf13/cobra"
)

func (p *program) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "write a commented profile to start from (default squall.yaml)",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := "squall.yaml"
			if len(args) == 1 {
				name = args[0]
			}
			if err := writeNew(name, profiles.Starter()); err != nil {
				return usage(err)
			}
			_, err := fmt.Fprintf(p.out, "wrote %s\nnext  squall plan %s     what would happen\n      squall run %s      run it on the local stand-in\n", name, name, name)
			return err
		},
	}
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
