package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	listsAsks = 11 // prime, so that other work's statements are told apart by their number of calls
	// listsFloor is the SQL time below which the fixed cost of HTTP, not the list, decides the ratio.
	listsFloor = 2 * time.Millisecond
	// statsFlush is when PostgreSQL has surely reported what idle sessions did.
	statsFlush = 12 * time.Second
)

// listCase is one list with one documented filter.
type listCase struct {
	list, name string
	query      url.Values
	// sliding is the parameter whose instant moves on with every asking, where answers to the same question are remembered.
	sliding string
	from    time.Time
}

func (c listCase) path(n int) string {
	query := url.Values{"page_size": {"50"}}
	for name, values := range c.query {
		query[name] = values
	}
	if c.sliding != "" {
		query.Set(c.sliding, c.from.Add(time.Duration(n)*time.Millisecond).Format(time.RFC3339Nano))
	}
	return "/api/v2/sales/" + c.list + "?" + query.Encode()
}

// sample is what exists in this shop, to ask for.
type sample struct {
	customer, rich int64
	telegram       int64
	username       string
	tariff         int64
	partner        int64
}

func (l *lab) sample(ctx context.Context, conn *pgx.Conn) (sample, error) {
	const some = `SELECT c.id, c.telegram_id, c.username, (SELECT max(balance_kopeks) / 2 FROM sales.customers), (SELECT min(id) FROM sales.tariffs),
	coalesce((SELECT min(partner_id) FROM sales.campaigns), 1) FROM sales.customers c
WHERE c.telegram_id IS NOT NULL AND length(c.username) > 5 AND EXISTS (SELECT FROM sales.transactions t WHERE t.customer_id = c.id) ORDER BY c.id OFFSET 1000 LIMIT 1`
	var s sample
	if err := conn.QueryRow(ctx, some).Scan(&s.customer, &s.telegram, &s.username, &s.rich, &s.tariff, &s.partner); err != nil {
		return s, fmt.Errorf("find a customer to ask for: %w", err)
	}
	return s, nil
}

// listCases are all lists with each of their documented filters.
func (l *lab) listCases(s sample) []listCase {
	end := l.shop.Now.UTC().Truncate(time.Second)
	day, month, year := end.AddDate(0, 0, -1), end.AddDate(0, 0, -30), end.AddDate(0, 0, -390)
	var all []listCase
	add := func(list, name string, more ...string) {
		c := listCase{list: list, name: name, query: url.Values{}}
		for i := 0; i+1 < len(more); i += 2 {
			c.query.Add(more[i], more[i+1])
		}
		if list == "transactions" {
			c.sliding, c.from = "from", year
			if from := c.query.Get("from"); from != "" {
				c.from, _ = time.Parse(time.RFC3339, from)
			}
		}
		all = append(all, c)
	}
	at := func(t time.Time) string { return t.Format(time.RFC3339) }
	number := func(n int64) string { return fmt.Sprint(n) }
	texts := [][2]string{{"telegram id", number(s.telegram)}, {"@username", "@" + s.username}, {"part of a username", s.username[1:5]}, {"two characters", s.username[:2]}}

	add("transactions", "nothing")
	for _, kind := range []string{"deposit", "subscription_payment", "refund", "referral_reward"} {
		add("transactions", "kind "+kind, "kind", kind)
	}
	add("transactions", "two kinds", "kind", "refund", "kind", "deposit")
	add("transactions", "direction in", "direction", "in")
	add("transactions", "method", "payment_method", "yookassa")
	add("transactions", "without a method", "payment_method", "none")
	add("transactions", "gateway only", "gateway_only", "true")
	add("transactions", "open ones", "completed", "false")
	add("transactions", "customer", "customer_id", number(s.customer))
	add("transactions", "last day", "from", at(day))
	add("transactions", "last month", "from", at(month))
	add("transactions", "dear ones", "amount_min_kopeks", "500000")
	add("transactions", "kind and method and amount", "kind", "deposit", "payment_method", "yookassa", "amount_min_kopeks", "30000")

	for _, order := range []string{"created_desc", "ends_asc"} {
		add("subscriptions", order, "sort", order)
		for _, state := range []string{"paid", "trial", "free_active", "limited", "expired", "disabled"} {
			add("subscriptions", state+" "+order, "state", state, "sort", order)
		}
		add("subscriptions", "tariff "+order, "tariff_id", number(s.tariff), "sort", order)
	}
	add("subscriptions", "status", "status", "active")
	add("subscriptions", "trials", "trial", "true")
	add("subscriptions", "customer", "customer_id", number(s.customer))
	add("subscriptions", "created last month", "created_from", at(month))
	add("subscriptions", "end within a week", "ends_from", at(end), "ends_to", at(end.AddDate(0, 0, 7)))

	for _, order := range []string{"created_desc", "created_asc", "balance_desc"} {
		add("customers", order, "sort", order)
		add("customers", "paid "+order, "paid", "true", "sort", order)
		add("customers", "unpaid "+order, "paid", "false", "sort", order)
		add("customers", "live "+order, "live", "true", "sort", order)
		add("customers", "not live "+order, "live", "false", "sort", order)
	}
	add("customers", "status", "status", "blocked")
	add("customers", "sign-in", "auth_type", "telegram")
	add("customers", "registered last month", "created_from", at(month))
	add("customers", "balance from", "balance_min_kopeks", number(s.rich))
	for _, list := range []string{"customers", "subscriptions"} {
		for _, text := range texts {
			add(list, text[0], "text", text[1])
		}
	}

	for _, state := range []string{"", "active", "expired", "exhausted"} {
		add("promos", "state "+state, nonEmpty("state", state)...)
	}
	add("promos", "by uses", "sort", "uses_desc")
	for _, list := range []string{"withdrawals", "partner-applications"} {
		add(list, "nothing")
		add(list, "pending, oldest first", "status", "pending", "sort", "created_asc")
		add(list, "text", "text", s.username[1:5])
	}
	for _, order := range []string{"invited", "paid", "money", "earned"} {
		add("referrals", "30 days by "+order, "sort", order)
	}
	add("campaigns", "nothing")
	add("campaigns", "active", "active", "true")
	add("corrections", "nothing")
	return all
}

func nonEmpty(name, value string) []string {
	if value == "" {
		return nil
	}
	return []string{name, value}
}

// listFigure is how long one list took through HTTP, and its statements in PostgreSQL.
type listFigure struct {
	listCase
	http, sql time.Duration
}

func (f listFigure) ratio() float64 { return float64(f.http) / float64(max(f.sql, time.Microsecond)) }

func measureLists(ctx context.Context, l *lab) (result, error) {
	r := result{measured: "—", reference: "—", ratio: "—"}
	if !l.tracks {
		r.note("Not measured: this PostgreSQL has no pg_stat_statements to take the reference from.")
		return r, nil
	}
	s, err := l.suite(ctx)
	if err != nil {
		return r, err
	}
	conn, err := l.connect(ctx, oursDB)
	if err != nil {
		return r, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	pool, err := l.pool(ctx, 1)
	if err != nil {
		return r, err
	}
	defer pool.Close()
	if err := l.daysCounted(ctx, pool); err != nil {
		return r, err
	}
	asked, err := l.sample(ctx, conn)
	if err != nil {
		return r, err
	}
	if err := pause(ctx, statsFlush); err != nil {
		return r, err
	}
	before, err := wholeReads(ctx, conn)
	if err != nil {
		return r, err
	}
	var all []listFigure
	for _, c := range l.listCases(asked) {
		f, err := l.timeList(ctx, s, c)
		if err != nil {
			return r, err
		}
		all = append(all, f)
	}
	if err := pause(ctx, statsFlush); err != nil {
		return r, err
	}
	after, err := wholeReads(ctx, conn)
	if err != nil {
		return r, err
	}
	return listsResult(all, newReads(before, after)), nil
}

func listsResult(all []listFigure, read []string) result {
	slices.SortFunc(all, func(a, b listFigure) int { return int(b.http - a.http) })
	slowest := all[0]
	var slow []listFigure
	var fixed time.Duration
	for _, f := range all {
		if f.sql >= listsFloor {
			slow = append(slow, f)
		} else {
			fixed = max(fixed, f.http)
		}
	}
	r := result{measured: "slowest " + short(slowest.http), reference: short(slowest.sql), ratio: "—", reached: len(read) == 0}
	if len(slow) > 0 {
		worst := slices.MaxFunc(slow, func(a, b listFigure) int { return int(1000 * (a.ratio() - b.ratio())) })
		r.ratio = fmt.Sprintf("at most %.2f", worst.ratio())
		r.reached = r.reached && worst.ratio() < 3
		r.note("The largest ratio is that of %s (%s): %s through HTTP, %s in PostgreSQL.", worst.list, worst.name, short(worst.http), short(worst.sql))
	}
	r.note("%d lists and filters, medians of %d askings each, one at a time; the reference is the time PostgreSQL itself counted for planning and running the same statements (page, names and total).", len(all), listsAsks)
	r.note("Ratios are of the %d lists whose statements take %s or more. The other %d took at most %s through HTTP, most of it the fixed cost of a request.", len(slow), listsFloor, len(all)-len(slow), short(fixed))
	for _, f := range all[:min(8, len(all))] {
		r.note("Slow: %s (%s): %s through HTTP, %s in PostgreSQL.", f.list, f.name, short(f.http), short(f.sql))
	}
	if len(read) == 0 {
		r.note("No table with more than 50,000 rows was read as a whole.")
	} else {
		r.note("Read as a whole meanwhile: %s.", strings.Join(read, ", "))
	}
	return r
}

// timeList asks a list some times. Statements count as its own when they ran once, or a fixed number of times, for each asking.
func (l *lab) timeList(ctx context.Context, s *suite, c listCase) (listFigure, error) {
	conn, err := l.connect(ctx, "postgres")
	if err != nil {
		return listFigure{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := s.get(ctx, c.path(0)); err != nil {
		return listFigure{}, err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_stat_statements_reset()`); err != nil {
		return listFigure{}, fmt.Errorf("reset pg_stat_statements: %w", err)
	}
	took := make([]time.Duration, listsAsks)
	for i := range took {
		if took[i], err = timed(func() error { _, err := s.get(ctx, c.path(i+1)); return err }); err != nil {
			return listFigure{}, err
		}
	}
	slices.Sort(took)
	const spent = `SELECT coalesce(sum(s.total_exec_time + s.total_plan_time), 0) / $2::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = $1 AND s.calls % $2::bigint = 0 AND s.query ~* '^\s*(SELECT|WITH)'`
	var ms float64
	if err := conn.QueryRow(ctx, spent, oursDB, listsAsks).Scan(&ms); err != nil {
		return listFigure{}, fmt.Errorf("read pg_stat_statements: %w", err)
	}
	return listFigure{listCase: c, http: quantile(took, 0.5), sql: time.Duration(ms * float64(time.Millisecond))}, nil
}

// wholeReads is how often each big table of ours was read as a whole so far.
func wholeReads(ctx context.Context, conn *pgx.Conn) (map[string]int64, error) {
	rows, err := conn.Query(ctx, `SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'sales' AND n_live_tup > 50000`)
	if err != nil {
		return nil, fmt.Errorf("read pg_stat_user_tables: %w", err)
	}
	reads := map[string]int64{}
	var table string
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&table, &n}, func() error { reads[table] = n; return nil }); err != nil {
		return nil, fmt.Errorf("read pg_stat_user_tables: %w", err)
	}
	return reads, nil
}

func newReads(before, after map[string]int64) []string {
	var read []string
	for table, n := range after {
		if n > before[table] {
			read = append(read, fmt.Sprintf("%s %d times", table, n-before[table]))
		}
	}
	slices.Sort(read)
	return read
}
