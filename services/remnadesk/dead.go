package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

func deadCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dead",
		Short: "Look at messages that could not be processed, and try them again",
		Long:  `A message that a handler refuses, or that nobody can read, is kept for 30 days as a dead letter with its reason; nothing is dropped in silence.`,
	}
	var limit int
	list := &cobra.Command{
		Use:   "list",
		Short: "List dead letters, oldest first",
		Args:  cobra.NoArgs,
		RunE: withBus(func(ctx context.Context, b *bus.Bus, _ []string) error {
			out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
			fmt.Fprintln(out, "NUMBER\tWHEN\tSERVICE\tHANDLER\tSIZE\tREASON")
			n := 0
			err := b.DeadLetters(ctx, limit, func(l bus.StoredLetter) error {
				n++
				_, err := fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%d\t%.120s\n", l.DeadSequence, l.At.Format("2006-01-02 15:04:05"), l.Service, l.Handler, l.Size, l.Reason)
				return err
			})
			if err != nil {
				return err
			}
			if n == 0 {
				fmt.Println("No dead letters.")
				return nil
			}
			return out.Flush()
		}),
	}
	list.Flags().IntVar(&limit, "limit", 200, "show at most so many")
	retry := &cobra.Command{
		Use:   "retry <number>...",
		Short: "Give dead letters to their own handlers again",
		Long:  "Gives each letter to the handler that refused it, and to no other; it is removed when the handler succeeds. The service must be running.",
		Args:  cobra.MinimumNArgs(1),
		RunE: withBus(func(ctx context.Context, b *bus.Bus, args []string) error {
			var failed []error
			for _, arg := range args {
				number, err := strconv.ParseUint(arg, 10, 64)
				if err != nil {
					failed = append(failed, fmt.Errorf("%q is not a number of `remnadesk dead list`", arg))
					continue
				}
				if err := b.RetryDead(ctx, number); err != nil {
					failed = append(failed, err)
					continue
				}
				fmt.Printf("%d processed\n", number)
			}
			return errors.Join(failed...)
		}),
	}
	cmd.AddCommand(list, retry)
	return cmd
}
