package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// report is the whole run as Markdown.
func (l *lab) report(ctx context.Context, began time.Time, results map[string]result) (string, error) {
	postgres, err := l.postgresVersion(ctx)
	if err != nil {
		return "", err
	}
	if r, ok := results["memory"]; ok {
		if after := l.memoryAfter(); after != "" {
			r.notes = append(r.notes, after)
			results["memory"] = r
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Figures of %s\n\n", began.UTC().Format(time.DateOnly))
	fmt.Fprintf(&b, "- Product: %s\n", l.productVersion(ctx))
	fmt.Fprintf(&b, "- Machine: %d cores, %s memory, %s/%s, %s, PostgreSQL %s (shared_buffers 512 MB, fsync and synchronous_commit on), all parts and the load on the same machine\n",
		runtime.NumCPU(), totalMemory(), runtime.GOOS, runtime.GOARCH, runtime.Version(), postgres)
	fmt.Fprintf(&b, "- Shop (%s): %d users, %d subscriptions, %d transactions, %d landing orders, %d wheel spins, in all %d rows; %d days of history\n",
		l.o.size, l.shop.Customers, l.shop.Subscriptions, l.shop.Transactions, l.shop.Landings, l.shop.Spins, l.rows, historyDays)
	fmt.Fprintf(&b, "- The run took %s. On a machine busy with other work ratios favour us where we use more processes than the reference: see the load at each row\n\n",
		time.Since(l.began).Round(time.Second))
	table(&b, results)
	return b.String(), nil
}

// historyDays is what the simulator plants when it is not told otherwise.
const historyDays = 400

func table(b *strings.Builder, results map[string]result) {
	b.WriteString("| row | figure | measured | reference of the same run | ratio | goal | reached |\n|---|---|---|---|---|---|---|\n")
	for _, r := range rows() {
		if out, ok := results[r.name]; ok {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.name, r.figure, out.measured, out.reference, out.ratio, r.goal, verdict(out.reached))
		}
	}
	b.WriteString("\n## How, and what else was seen\n")
	for _, r := range rows() {
		out, ok := results[r.name]
		if !ok {
			continue
		}
		fmt.Fprintf(b, "\n**%s**\n", r.name)
		for _, note := range out.notes {
			fmt.Fprintf(b, "- %s\n", note)
		}
	}
}

func (l *lab) postgresVersion(ctx context.Context) (string, error) {
	conn, err := l.connect(ctx, "postgres")
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var version string
	if err := conn.QueryRow(ctx, "SHOW server_version").Scan(&version); err != nil {
		return "", fmt.Errorf("ask PostgreSQL for its version: %w", err)
	}
	number, _, _ := strings.Cut(version, " ")
	return number, nil
}

// productVersion is what the binary says of itself.
func (l *lab) productVersion(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, l.o.binary, "--version").Output()
	if err != nil {
		return "of unknown version"
	}
	return strings.TrimSpace(string(out))
}

// totalMemory is "unknown" where the kernel does not tell it as Linux does.
func totalMemory() string {
	raw, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "unknown"
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return "unknown"
	}
	kib, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f GiB", float64(kib)/(1<<20))
}

func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(raw))[:3], ", ")
}
