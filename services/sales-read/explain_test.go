package salesread

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
)

var sequential = regexp.MustCompile(`Seq Scan on (customers|subscriptions|transactions|payers|cash_days|revenue_days|people_days|first_touches|first_payments|payment_facts|payment_facts_past|payment_corrections|subscription_changes|subscription_events|traffic_purchases|referral_earnings|withdrawal_requests|partner_applications|referral_branches|campaign_registrations|guest_purchases|promo_code_uses)\b`)

func requireIndexes(t testing.TB, s *service, name, query string, args ...any) {
	t.Helper()
	db := s.db // sessions that may read whole tables: questions of s.read never would, and prove nothing
	if strings.Contains(name, "direction and") {
		// Kind and method decide the direction, so most of these match nothing; that is what the sessions of ask.Reader are for.
		db = s.read.DB
	}
	plan := testkit.Explain(t, db, query, args...)
	assert.False(t, sequential.MatchString(plan), "%s reads a whole table:\n%s\n%s", name, query, plan)
}

// pairs merges each two of the requests, and gives each alone.
func pairs[M proto.Message](all map[string]M) map[string]M {
	merged := map[string]M{}
	for a, first := range all {
		for b, second := range all {
			if a <= b {
				both := proto.CloneOf(first)
				if a != b {
					proto.Merge(both, second)
				}
				merged[a+" and "+b] = both
			}
		}
	}
	return merged
}

func ptr[T any](v T) *T { return &v }

func TestNoListReadsAWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 200_000, 250_000, 300_000)

	for name, q := range pairs(map[string]*salesv1.ListTransactionsRequest{
		"nothing":   {},
		"kind":      {Kind: []string{"deposit"}},
		"rare kind": {Kind: []string{"failed_refund"}},
		"kinds":     {Kind: []string{"refund", "failed_refund"}},
		"direction": {Direction: "out"},
		"method":    {PaymentMethod: []string{"yookassa"}},
		"no method": {PaymentMethod: []string{"none"}},
		"absent":    {PaymentMethod: []string{"unheard of"}},
		"gateway":   {GatewayOnly: ptr(true)},
		"completed": {Completed: ptr(true)},
		"open":      {Completed: ptr(false)},
		"customer":  {CustomerId: ptr(int64(4711))},
		"period":    {From: "2026-01-01", To: "2026-03-01"},
		"amount":    {AmountMinKopeks: ptr(int64(100_000))},
		"dear":      {AmountMinKopeks: ptr(int64(10_000_000))},
	}) {
		s.requireListByIndexes("transactions by "+name, q, 100_000, func(ctx context.Context) error { return second(s.ListTransactions(ctx, q)) })
	}

	for name, q := range pairs(map[string]*salesv1.ListSubscriptionsRequest{
		"nothing":  {},
		"status":   {Status: []string{"active"}},
		"rare":     {Status: []string{"pending"}},
		"statuses": {Status: []string{"disabled", "pending"}},
		"paid":     {State: []string{"paid"}},
		"trial":    {State: []string{"trial"}},
		"limited":  {State: []string{"limited"}},
		"expired":  {State: []string{"expired"}},
		"disabled": {State: []string{"disabled"}},
		"is trial": {Trial: ptr(true)},
		"tariff":   {TariffId: []int64{3}},
		"customer": {CustomerId: ptr(int64(4711))},
		"created":  {CreatedFrom: "2026-01-01", CreatedTo: "2026-02-01"},
		"ends":     {EndsFrom: "2026-03-16", EndsTo: "2026-03-20"},
		"text":     {Text: "user1234"},
		"short":    {Text: "ab"},
	}) {
		for _, sort := range []string{"", "ends_asc"} {
			q.Sort = sort
			s.requireListByIndexes(fmt.Sprintf("subscriptions by %s in %s", name, sort), q, 100_000, func(ctx context.Context) error { return second(s.ListSubscriptions(ctx, q)) })
		}
	}

	for name, q := range pairs(map[string]*salesv1.ListCustomersRequest{
		"nothing":  {},
		"status":   {Status: []string{"active"}},
		"rare":     {Status: []string{"deleted"}},
		"statuses": {Status: []string{"blocked", "deleted"}},
		"auth":     {AuthType: []string{"telegram"}},
		"odd auth": {AuthType: []string{"vk"}},
		"paid":     {Paid: ptr(true)},
		"unpaid":   {Paid: ptr(false)},
		"live":     {Live: ptr(true)},
		"lost":     {Live: ptr(false)},
		"created":  {CreatedFrom: "2026-01-01", CreatedTo: "2026-02-01"},
		"balance":  {BalanceMinKopeks: ptr(int64(100)), BalanceMaxKopeks: ptr(int64(20_000_000))},
		"rich":     {BalanceMinKopeks: ptr(int64(10_000_000))},
		"text":     {Text: "user1234"},
		"short":    {Text: "ab"},
	}) {
		for _, sort := range []string{"", "created_asc", "balance_desc"} {
			q.Sort = sort
			s.requireListByIndexes(fmt.Sprintf("customers by %s in %s", name, sort), q, 100_000, func(ctx context.Context) error { return second(s.ListCustomers(ctx, q)) })
		}
	}
	requireIndexes(t, s.service, "cash of a customer", selectCustomerMoney, 4711)
	requireIndexes(t, s.service, "invited", countInvited, 4711)

	sp := s.overviewSpans(noon)
	requireIndexes(t, s.service, "cash by day", selectDays, sp.days.From, sp.days.To, false)
	requireIndexes(t, s.service, "facts", selectFacts, sp.today.From, sp.today.To)
	requireIndexes(t, s.service, "live", selectLive, pgx.NamedArgs{"now": noon})
	requireIndexes(t, s.service, "new customers", selectNew, pgx.NamedArgs{"now": sp.today.To, "today": sp.today.From, "yesterday": sp.todayBefore.From,
		"yesterday_to": sp.todayBefore.To, "month": sp.month.From, "month_before": sp.monthBefore.From, "month_before_to": sp.monthBefore.To})
	columns := strings.Join(ledgerColumns, ", ")
	requireIndexes(t, s.service, "rows of a batch", `SELECT id, version, gone_at, `+columns+` FROM sales.transactions WHERE id = ANY($1)`, []int64{1, 2, 3})
	requireIndexes(t, s.service, "deliveries", findDeliveries, []string{"ext1", "ext2"})
	requireFactIndexes(t, s.service)
	requireIndexes(t, s.service, "subscriptions of payers", setPayer, []int64{1, 2, 3}, true)
	requireIndexes(t, s.service, "no payer any more", removePayers, []int64{1, 2, 3})
}

func TestFindingReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 50_000, 50_000, 100_000)
	for _, text := range []string{"4711", "471100", "gw-4711-x", "#12", "user1234", "u", "user", "@user12", "elena", "mail4711@example.org"} {
		s.requireQuestionByIndexes("found by "+text, func(ctx context.Context) error { return second(s.Find(ctx, &salesv1.FindRequest{Text: text})) })
	}
}

const (
	fillChanges = `
INSERT INTO sales.subscription_changes
SELECT id, $1::bigint, created_at, customer_id, status, is_trial, tariff_id, starts_at, ends_at, false, true FROM sales.subscriptions`
	nameTariffs = `
UPDATE sales.payment_facts SET tariff_name = 'tariff ' || id % 40, evidence = CASE WHEN id % 7 = 0 THEN 'state' ELSE 'text' END WHERE id % 5 = 0`
	fillPast        = `INSERT INTO sales.payment_facts_past SELECT f.*, $1::timestamptz FROM sales.payment_facts f WHERE id % 4 = 0`
	fillCorrections = `
INSERT INTO sales.payment_corrections (source, payment_id, booked_at, field, was, now, why, learned_at)
SELECT source, id, booked_at, 'bought', 'new', 'renewal', 'event', $1::timestamptz - id * interval '1 minute' FROM sales.payment_facts WHERE id % 4 = 0`
	fillEvents = `
INSERT INTO sales.subscription_events (id, version, type, customer_id, transaction_id, occurred_at)
SELECT id, 1, CASE WHEN id % 50 = 0 THEN 'promocode_activation' ELSE 'renewal' END, customer_id, id, booked_at FROM sales.transactions WHERE id % 2 = 0`
	fillPackages = `INSERT INTO sales.traffic_purchases (id, version, subscription_id, traffic_gb, created_at) SELECT id, 1, id, 10, created_at FROM sales.subscriptions`
)

// requireFactIndexes explains what the classifier and the questions about facts ask, on a big shop.
func requireFactIndexes(t *testing.T, s *service) {
	t.Helper()
	fill(t, s.db, fillChanges, noon.UnixMicro())
	fill(t, s.db, nameTariffs)
	fill(t, s.db, fillPast, noon)
	fill(t, s.db, fillCorrections, noon)
	fill(t, s.db, fillEvents)
	fill(t, s.db, fillPackages)
	fill(t, s.db, `INSERT INTO sales.tariff_names SELECT 'tariff ' || i, i FROM generate_series(0, 39) i`)
	settle(t, s.db, "subscription_changes", "payment_facts", "payment_facts_past", "payment_corrections", "subscription_events", "traffic_purchases", "tariff_names")
	ids, customers, booked := []int64{1, 2, 3}, []int64{1, 2, 3}, []time.Time{noon, noon, noon}
	around := classify.Before + classify.After
	for name, query := range map[string][]any{
		"payments to classify":       {selectPayments, ids},
		"journal":                    {selectEvents, ids},
		"changes":                    {selectChanges, customers},
		"packages":                   {selectPackages, customers},
		"rivals":                     {selectRivals, ids, customers, booked, around},
		"shaken":                     {selectShaken, customers, booked, around},
		"booked":                     {selectBooked, "transaction", ids},
		"payments of customers":      {paymentsOfCustomers, customers, noon},
		"payments of subscriptions":  {paymentsOfSubscriptions, customers, noon},
		"payments of tariffs":        {paymentsOfTariffs, []int64{3}, noon},
		"a payment":                  {selectPayment, "transaction", 4},
		"a payment then":             {selectPaymentThen, "transaction", 4, noon},
		"history of subscriptions":   {historyStates, historyArgs(4711, nil, 51)},
		"history of payments":        {historyPayments, historyArgs(4711, nil, 51)},
		"history of the journal":     {historyNotes, historyArgs(4711, nil, 51)},
		"history's subscriptions on": {historyStates, historyArgs(4711, &ask.Position{At: noon, ID: 9}, 51)},
		"history's payments on":      {historyPayments, historyArgs(4711, &ask.Position{At: noon, ID: 9}, 51)},
		"history's journal on":       {historyNotes, historyArgs(4711, &ask.Position{At: noon, ID: 9}, 51)},
	} {
		requireIndexes(t, s, name, query[0].(string), query[1:]...)
	}
	for name, q := range pairs(map[string]*salesv1.ListCorrectionsRequest{
		"nothing": {},
		"learned": {From: "2026-03-01", To: "2026-03-10"},
		"booked":  {BookedFrom: "2026-01-01", BookedTo: "2026-01-10"},
	}) {
		f, err := s.correctionFilter(q)
		require.NoError(t, err)
		query, args := correctionPageSQL(f, nil, 51)
		requireIndexes(t, s, "corrections by "+name, query, args)
		requireIndexes(t, s, "corrections' total by "+name, correctionTotalSQL(f), f.Args)
	}
}
