package salesread

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// BenchmarkImport writes the ledger of a shop in batches; compare rows/s with BenchmarkCopy, the same rows by plain COPY into the same table.
func BenchmarkImport(b *testing.B) {
	db := testkit.Postgres(b, "sales", migrate)
	s, err := newService(b.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(b), Now: func() time.Time { return noon }})
	require.NoError(b, err)
	b.Cleanup(s.read.Close)
	handler := pg.Batch(db, s.projections.OnTransactions)
	rows := 0
	for i := 0; b.Loop(); i++ {
		batch := importBatch(i)
		rows += len(batch.GetRows())
		ctx := bus.WithMeta(b.Context(), bus.Meta{Entity: "transaction", Sequence: uint64(i + 1), StreamCreated: noon})
		require.NoError(b, handler.Apply(ctx, batch))
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkClassify books the facts of a ledger of 160k rows of customers with two subscriptions each, as after a first import.
func BenchmarkClassify(b *testing.B) {
	db := testkit.Postgres(b, "sales", migrate)
	s, err := newService(b.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(b), Now: func() time.Time { return noon }})
	require.NoError(b, err)
	b.Cleanup(s.read.Close)
	fill(b, db, `INSERT INTO sales.facts_imported (at) VALUES ($1)`, noon)
	fill(b, db, fillSubscriptions, 400_000, noon, 200_000)
	fill(b, db, `INSERT INTO sales.subscription_changes
SELECT id, $1, created_at, customer_id, status, is_trial, tariff_id, starts_at, ends_at, false, true FROM sales.subscriptions`, noon.UnixMicro())
	handler := pg.Batch(db, s.projections.OnTransactions)
	for i := range 40 {
		ctx := bus.WithMeta(b.Context(), bus.Meta{Entity: "transaction", Sequence: uint64(i + 1), StreamCreated: noon})
		require.NoError(b, handler.Apply(ctx, importBatch(i)))
	}
	settle(b, db, "subscriptions", "subscription_changes", "transactions")
	fill(b, db, `CREATE TABLE sales.kept AS SELECT source, ids, since, marked_at FROM sales.dirty_payments ORDER BY seq`)
	rows := 0
	for b.Loop() {
		b.StopTimer()
		fill(b, db, `TRUNCATE sales.payment_facts, sales.dirty_payments`)
		fill(b, db, `INSERT INTO sales.dirty_payments (source, ids, since, marked_at) SELECT source, ids, since, marked_at FROM sales.kept`)
		b.StartTimer()
		for n := 1; n > 0; rows += n {
			n, err = s.facts.ClassifySome(b.Context())
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCopy(b *testing.B) {
	db := testkit.Postgres(b, "sales", migrate)
	rows := 0
	columns := []string{"id", "version", "customer_id", "kind", "direction", "amount_kopeks", "payment_method", "gateway", "external_id", "description", "completed", "created_at",
		"booked_at", "cash"}
	for i := 0; b.Loop(); i++ {
		batch := importBatch(i).GetRows()
		rows += len(batch)
		_, err := db.CopyFrom(b.Context(), pgx.Identifier{"sales", "transactions"}, columns, pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) {
			t := batch[i]
			at, cash := t.GetBookedAt().AsTime(), int16(1)
			if t.Gateway == nil {
				cash = 0
			}
			return []any{t.GetId(), int64(1), t.GetCustomerId(), t.GetKind(), int16(t.GetDirection()), t.GetAmountKopeks(), t.PaymentMethod, t.Gateway, t.ExternalId, t.Description,
				t.GetCompleted(), at, at, cash}, nil
		}))
		require.NoError(b, err)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func importBatch(n int) *bedolagav1.TransactionBatch {
	const size = 4096
	rows := make([]*bedolagav1.Transaction, size)
	gateways := []string{"yookassa", "telegram_stars", "cryptobot", "platega", "freekassa"}
	description := "Пополнение баланса через платёжную систему"
	for i := range rows {
		id := int64(n*size + i + 1)
		at := noon.AddDate(0, 0, -400).Add(time.Duration(id) * 17 * time.Second)
		switch {
		case id%10 < 4:
			rows[i] = deposit(id, 1+id*7919%200_000, 100*(1+id%900), gateways[id%5], at)
		case id%10 < 9:
			rows[i] = wallet(id, 1+id*7919%200_000, 100*(1+id%900), at)
		default:
			rows[i] = deposit(id, 1+id*7919%200_000, 100, "", at)
			rows[i].Kind, rows[i].PaymentMethod, rows[i].Gateway = "referral_reward", nil, nil
		}
		rows[i].Description = &description
	}
	return ledger(int64(n+1), rows...)
}

// BenchmarkShop asks a shop of 200k customers, 400k subscriptions and 2M transactions; raw is the same by plain pgx.
func BenchmarkShop(b *testing.B) {
	s := bigShop(b, 200_000, 400_000, 2_000_000)
	ctx := b.Context()
	stats := &salesv1.GetTransactionStatsRequest{From: "2025-12-16", To: "2026-03-16"}
	list := &salesv1.ListTransactionsRequest{PaymentMethod: []string{"yookassa"}, From: "2026-02-01"}
	noCount := false
	plain := &salesv1.ListTransactionsRequest{PaymentMethod: []string{"yookassa"}, From: "2026-02-01", Count: &noCount}
	ask := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, f())
			}
		})
	}
	ask("stats", func() error { _, err := s.GetTransactionStats(ctx, stats); return err })
	ask("stats-raw", func() error { return readDaysRaw(ctx, s.service) })
	ask("stats-today", func() error { _, err := s.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{}); return err })
	revenue := &salesv1.GetRevenueRequest{From: "2025-02-10", To: "2026-03-16"}
	ask("revenue-by-gateway", func() error {
		_, err := s.revenue.GetRevenue(ctx, &salesv1.GetRevenueRequest{From: revenue.GetFrom(), To: revenue.GetTo(), GroupBy: "gateway"})
		return err
	})
	ask("revenue-by-tariff", func() error {
		_, err := s.revenue.GetRevenue(ctx, &salesv1.GetRevenueRequest{From: revenue.GetFrom(), To: revenue.GetTo(), GroupBy: "tariff"})
		return err
	})
	ask("revenue-by-referrer", func() error {
		_, err := s.revenue.GetRevenue(ctx, &salesv1.GetRevenueRequest{From: revenue.GetFrom(), To: revenue.GetTo(), GroupBy: "referrer"})
		return err
	})
	ask("revenue-raw", func() error { return readRevenueRaw(ctx, s.service) })
	ask("overview", func() error { _, err := s.GetOverview(ctx, &salesv1.GetOverviewRequest{}); return err })
	ask("list", func() error { _, err := s.ListTransactions(ctx, list); return err })
	ask("list-no-count", func() error { _, err := s.ListTransactions(ctx, plain); return err })
	ask("list-raw", func() error {
		f, err := s.transactionFilter(list)
		if err != nil {
			return err
		}
		_, err = s.transactionPage(ctx, f, nil, 51)
		return err
	})
	ask("subscriptions-paid", func() error {
		_, err := s.ListSubscriptions(ctx, &salesv1.ListSubscriptionsRequest{State: []string{"paid"}, TariffId: []int64{3}})
		return err
	})
	ask("subscriptions-text", func() error {
		_, err := s.ListSubscriptions(ctx, &salesv1.ListSubscriptionsRequest{Text: "user1234"})
		return err
	})
}

const rawDays = `SELECT day, gateway, cash_in, refunds, payments, distinct_payers, payers FROM sales.cash_days WHERE day >= $1 AND day <= $2`

func readDaysRaw(ctx context.Context, s *service) error {
	rows, err := s.db.Query(ctx, rawDays, time.Date(2025, 12, 16, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	type dayTotals struct {
		Day                      time.Time
		Gateway                  string
		CashIn, Refunds          int64
		Payments, DistinctPayers int64
		Payers                   []byte
	}
	_, err = pgx.CollectRows(rows, pgx.RowToStructByName[dayTotals])
	return err
}

const rawRevenue = `SELECT day, gateway, tariff_id, term, measure, kind, kopeks, count FROM sales.revenue_days WHERE day >= $1 AND day <= $2`

func readRevenueRaw(ctx context.Context, s *service) error {
	rows, err := s.db.Query(ctx, rawRevenue, time.Date(2025, 2, 10, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	type cell struct {
		Day            time.Time
		Gateway        string
		TariffID, Term int64
		Measure, Kind  string
		Kopeks, Count  int64
	}
	_, err = pgx.CollectRows(rows, pgx.RowToStructByName[cell])
	return err
}
