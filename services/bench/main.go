// Command remnadesk-bench measures the figures that Remnadesk promises. It drives the real binary with a shop of a stated size and compares each
// figure with a reference taken in the same run, so that the machine does not decide. The report goes to standard output, progress to standard error.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/remnadesk/remnadesk/services/simulator"
)

// options are the command line.
type options struct {
	size    string
	only    []string
	out     string
	seconds int
	binary  string
	keep    bool
	dir     string
}

func main() {
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "remnadesk-bench:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err = measure(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "remnadesk-bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	var only string
	flags := flag.NewFlagSet("remnadesk-bench", flag.ContinueOnError)
	flags.StringVar(&o.size, "size", "full", "shop: small (20k users, 40k subscriptions, 200k transactions), full (200k, 400k, 2M) or large (1M, 1M, 5M)")
	flags.StringVar(&only, "only", "", "rows to measure, separated by commas: "+strings.Join(rowNames(), ", "))
	flags.StringVar(&o.out, "out", "", "also write the report to this file")
	flags.IntVar(&o.seconds, "seconds", 0, "length of the two streaming rows (0: payments 60 s, redis 30 s)")
	flags.StringVar(&o.binary, "binary", "bin/remnadesk", "the product to measure")
	flags.BoolVar(&o.keep, "keep", false, "keep the working folder with its logs")
	flags.StringVar(&o.dir, "dir", "", "keep the shop, planted and imported, in this folder and find it there again; the same size each time")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("read flags: %w", err)
	}
	for name := range strings.SplitSeq(only, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if !slices.Contains(rowNames(), name) {
			return o, fmt.Errorf("there is no row %q: choose from %s", name, strings.Join(rowNames(), ", "))
		}
		o.only = append(o.only, name)
	}
	if _, ok := sizes()[o.size]; !ok {
		return o, fmt.Errorf("there is no size %q: choose small, full or large", o.size)
	}
	return o, nil
}

// sizes are the shops that can be measured.
func sizes() map[string]simulator.Size {
	return map[string]simulator.Size{
		"small": {Customers: 20_000, Subscriptions: 40_000, Transactions: 200_000, Seed: 1},
		"full":  {Customers: 200_000, Subscriptions: 400_000, Transactions: 2_000_000, Seed: 1},
		"large": {Customers: 1_000_000, Subscriptions: 1_000_000, Transactions: 5_000_000, Seed: 1},
	}
}

// measure prepares the shop, measures every wanted row and writes the report.
func measure(ctx context.Context, o options) error {
	l, err := openLab(ctx, o)
	if err != nil {
		return err
	}
	defer l.close()
	began := time.Now()
	results, err := l.run(ctx)
	if err != nil {
		return err
	}
	text, err := l.report(ctx, began, results)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := os.WriteFile(o.out, []byte(text), 0o644); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	_, err = fmt.Print(text)
	return err
}
