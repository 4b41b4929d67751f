package main

import (
	"context"
	"fmt"
	"slices"
)

// row is one promised figure.
type row struct {
	name   string
	figure string
	goal   string
	// turn is its place in the order of measuring: what needs an idle suite comes before what loads it.
	turn    int
	measure func(ctx context.Context, l *lab) (result, error)
}

// result is what was measured. A missed goal is a result, not an error.
type result struct {
	measured, reference, ratio string
	reached                    bool
	// notes are sentences below the table: how it was measured, what else was seen.
	notes []string
}

func (r *result) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// rows lists the figures in the order of the report.
func rows() []row {
	return []row{
		{name: "import", figure: "first import: bot's database → JetStream → sales projection", goal: "≥ 1/4 of a plain COPY; bridge and sales-read < 300 MiB", turn: 1, measure: measureImport},
		{name: "list", figure: "list of 50 transactions with two filters, through HTTP", goal: "≥ 1/4 of the requests/s of the same SQL by raw pgx", turn: 5, measure: measureList},
		{name: "stats", figure: "statistics of 90 days by method, through HTTP", goal: "< 3 × reading the same pre-aggregated rows by raw pgx", turn: 6, measure: measureStats},
		{name: "revenue", figure: "revenue of 400 days by method and by tariff, through HTTP", goal: "< 5 × reading its aggregate rows by raw pgx", turn: 7, measure: measureRevenue},
		{name: "lists", figure: "every list with every documented filter, through HTTP", goal: "< 3 × its SQL in PostgreSQL; no big table read as a whole", turn: 8, measure: measureLists},
		{name: "export", figure: "CSV of the newest million rows of the ledger", goal: "≥ 1/3 of the rows/s of COPY TO STDOUT; < 64 MiB more resident", turn: 9, measure: measureExport},
		{name: "search", figure: "one search while 200 payments/s arrive; aggregates after them", goal: "p95 < 150 ms; aggregates equal to a recount", turn: 11, measure: measureSearch},
		{name: "payments", figure: "payment inserted in the bot's database → payment.completed on the live stream, row in the list", goal: "none lost, none twice; median < 1.5 s, p99 < 3 s", turn: 10, measure: measurePayments},
		{name: "redis", figure: "published on Redis → on the live stream", goal: "none lost, none twice; p99 < 300 ms", turn: 12, measure: measureRedis},
		{name: "load", figure: "our load on the bot's database when idle", goal: "< 3 % of one connection's time", turn: 3, measure: measureLoad},
		{name: "memory", figure: "the whole suite without PostgreSQL, idle", goal: "< 200 MiB resident", turn: 2, measure: measureMemory},
		{name: "graph", figure: "referral graph of 20,000 people: drawn after its data came; frames while panning", goal: "< 2 s; ≥ 30 frames/s", turn: 13, measure: measureGraph},
		{name: "panel", figure: "first load of the panel", goal: "< 250 kB gzip", turn: 4, measure: measurePanel},
	}
}

func rowNames() []string {
	var names []string
	for _, r := range rows() {
		names = append(names, r.name)
	}
	return names
}

// run measures the wanted rows and returns their results by name.
func (l *lab) run(ctx context.Context) (map[string]result, error) {
	if err := l.fill(ctx); err != nil {
		return nil, err
	}
	turns := rows()
	slices.SortStableFunc(turns, func(a, b row) int { return a.turn - b.turn })
	results := map[string]result{}
	for _, r := range turns {
		if !l.wanted(r.name) {
			continue
		}
		l.say("row %s: %s", r.name, r.figure)
		out, err := r.measure(ctx, l)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", r.name, err)
		}
		l.say("row %s: %s; reference %s; ratio %s; %s", r.name, out.measured, out.reference, out.ratio, verdict(out.reached))
		out.note("Load of the machine when this was done (1, 5, 15 minutes): %s.", loadAverage())
		results[r.name] = out
	}
	return results, nil
}

func (l *lab) wanted(name string) bool { return len(l.o.only) == 0 || slices.Contains(l.o.only, name) }

func verdict(reached bool) string {
	if reached {
		return "yes"
	}
	return "**no**"
}
