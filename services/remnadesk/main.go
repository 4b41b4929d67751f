// Command remnadesk is the whole suite in one binary: everything with embedded parts (up), named services (run), and the tools around them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/boot"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := root().ExecuteContext(ctx)
	stop()
	if err != nil {
		explain(err)
		os.Exit(1)
	}
}

// explain prints an error as sentences, without secrets.
func explain(err error) {
	var wrong *boot.ConfigError
	if errors.As(err, &wrong) {
		fmt.Fprintln(os.Stderr, "The settings have problems:")
		for _, problem := range wrong.Problems {
			fmt.Fprintln(os.Stderr, "  - "+boot.Redact(problem))
		}
		return
	}
	fmt.Fprintln(os.Stderr, "remnadesk:", boot.Redact(err.Error()))
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "remnadesk",
		Short: "Sales desk and help desk for VPN businesses that sell with the Bedolaga bot",
		Long: `Remnadesk reads the bot's database, keeps its own history of it and shows the operator one panel, one API and one stream of events.

  remnadesk up        starts everything on this machine, with embedded parts and the synthetic shop where nothing is configured
  remnadesk doctor    checks every connection, right and setting, and says what to do

All settings are environment variables; .env.example explains each.`,
		SilenceUsage: true, SilenceErrors: true, Version: version,
	}
	cmd.AddCommand(upCommand(), runCommand(), doctorCommand(), resyncCommand(), eventsCommand(), deadCommand(), tokenCommand(), adminCommand(), simulateCommand())
	return cmd
}
