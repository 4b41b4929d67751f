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
)

var sequential = regexp.MustCompile(`Seq Scan on (customers|subscriptions|transactions|payers|cash_days|revenue_days|people_days|first_touches|first_payments|payment_facts|payment_facts_past|payment_corrections|subscription_changes|subscription_events|traffic_purchases|referral_earnings|withdrawal_requests|partner_applications|referral_branches|campaign_registrations|guest_purchases|promo_code_uses)\b`)

// requireIndexes explains a statement in sessions that may read whole tables: questions of s.read never would, and prove nothing.
func requireIndexes(t testing.TB, s *service, name, settings, query string, args ...any) {
	t.Helper()
	db := s.db
	if strings.Contains(name, "direction and") {
		// Kind and method decide the direction, so most of these match nothing; that is what the sessions of ask.Reader are for.
		db = s.read.DB
	}
	plan := testkit.Explain(t, db, settings, query, args...)
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
	s.requireQuestionByIndexes("a customer", func(ctx context.Context) error {
		return second(s.GetCustomer(ctx, &salesv1.GetCustomerRequest{Id: 4711}))
	})
	s.requireQuestionByIndexes("overview", func(ctx context.Context) error { return second(s.GetOverview(ctx, &salesv1.GetOverviewRequest{})) })
	s.requireQuestionByIndexes("statistics", func(ctx context.Context) error {
		return second(s.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{From: "2026-03-01", To: "2026-03-10T12:00:00+03:00"}))
	})
}

func TestNoBatchReadsAWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 100_000, 100_000, 200_000)
	fill(t, s.db, `
INSERT INTO sales.guest_purchases (id, version, customer_id, amount_kopeks, gateway, payment_id, paid_at)
SELECT n, 1, n, 100, 'yookassa', 'order-' || n, $1::timestamptz - n * interval '10 minutes' FROM generate_series(1, 50000) n`, noon)
	settle(t, s.db, "guest_purchases")
	at := noon.Add(-time.Hour)
	requireBatch(s, "payments", s.projections.OnTransactions, ledger(10, deposit(300_001, 4711, 100, "wata", at), direct(300_002, 4712, 500, "wata", "order-1", at),
		wallet(5, 4713, 100, at), wallet(15, 4714, 0, at)))
	requireBatch(s, "orders", s.projections.OnGuestPurchases, orders(10, order(1, 500, "wata", "order-1", &at), order(2, 500, "wata", "ext700", &at)))
	requireBatch(s, "spins", s.projections.OnWheelSpins, spins(10, spin(1, 4711, 50, true, at)))
	requireBatch(s, "customers", s.projections.OnCustomers, people(10, person(4711, 0, "anna", noon)))
	requireBatch(s, "subscriptions", s.projections.OnSubscriptions, subs(10, sub(4711, 4711, "active", false, at.AddDate(0, 1, 0), at)))
	requireBatch(s, "registrations", s.projections.OnCampaignRegistrations, registrationBatch(10, came(1, 3, 4711, at)))
}

// requireBatch applies a batch and explains every statement of it.
func requireBatch[B any](s *big, name string, handler func(ctx context.Context, tx pgx.Tx, batch B) error, batch B) {
	s.t.Helper()
	s.requireQuestionByIndexes(name, func(ctx context.Context) error {
		return s.db.Tx(ctx, func(tx pgx.Tx) error { return handler(ctx, tx, batch) })
	})
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

func TestClassifyingReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 100_000, 100_000, 300_000)
	fill(t, s.db, fillChanges, noon.UnixMicro())
	fill(t, s.db, nameTariffs)
	fill(t, s.db, fillPast, noon)
	fill(t, s.db, fillCorrections, noon)
	fill(t, s.db, fillEvents)
	fill(t, s.db, fillPackages)
	fill(t, s.db, `INSERT INTO sales.tariff_names SELECT 'tariff ' || i, i FROM generate_series(0, 39) i`)
	settle(t, s.db, "subscription_changes", "payment_facts", "payment_facts_past", "payment_corrections", "subscription_events", "traffic_purchases", "tariff_names")
	fill(t, s.db, `DELETE FROM sales.dirty_mrr`) // everybody: nearly whole tables are read whole
	for source, ids := range map[string][]int64{"transaction": {5, 15, 25}, "customer": {4711, 4712}, "subscription": {4711, 4712}, "tariff": {3}} {
		require.NoError(t, s.db.Tx(t.Context(), func(tx pgx.Tx) error {
			since := noon.AddDate(0, 0, -3)
			return s.mark.Payments(t.Context(), tx, source, ids, &since)
		}))
		s.requireQuestionByIndexes("classifying by "+source, func(ctx context.Context) error { return second(s.facts.ClassifySome(ctx)) })
		s.requireQuestionByIndexes("recurring revenue after "+source, func(ctx context.Context) error { return second(s.revenue.CountSomeMrr(ctx)) })
	}
	payment := &salesv1.GetPaymentRequest{Source: "transaction", Id: 4}
	s.requireQuestionByIndexes("a payment", func(ctx context.Context) error { return second(s.facts.GetPayment(ctx, payment)) })
	payment.KnownAt = noon.Format(time.RFC3339)
	s.requireQuestionByIndexes("a payment then", func(ctx context.Context) error { return second(s.facts.GetPayment(ctx, payment)) })
	history := &salesv1.ListHistoryRequest{CustomerId: 4711, PageSize: 2}
	s.requireQuestionByIndexes("history", func(ctx context.Context) error {
		answer, err := s.facts.ListHistory(ctx, history)
		history.PageToken = answer.GetNextPageToken()
		return err
	})
	require.NotEmpty(t, history.GetPageToken())
	s.requireQuestionByIndexes("history after an entry", func(ctx context.Context) error { return second(s.facts.ListHistory(ctx, history)) })
	for name, q := range pairs(map[string]*salesv1.ListCorrectionsRequest{
		"nothing": {},
		"learned": {From: "2026-03-01", To: "2026-03-10"},
		"booked":  {BookedFrom: "2026-01-01", BookedTo: "2026-01-10"},
	}) {
		s.requireQuestionByIndexes("corrections by "+name, func(ctx context.Context) error { return second(s.facts.ListCorrections(ctx, q)) })
	}
}
