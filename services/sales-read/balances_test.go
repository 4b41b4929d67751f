package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/reconciliation"
)

// till is a service whose rows the test writes itself, as the handlers and the classifier would have left them.
type till struct {
	*service
	t    *testing.T
	at   time.Time
	last int64
}

func openTill(t *testing.T) *till {
	t.Helper()
	l := &till{t: t, at: noon}
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return l.at }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	l.service = s
	fill(t, db, `INSERT INTO sales.leader (name, epoch) VALUES ($1, 1)`, reconciliation.Leader)
	fill(t, db, `INSERT INTO sales.facts_imported (at) VALUES ($1)`, noon)
	l.known(noon)
	return l
}

func (l *till) known(until time.Time) {
	fill(l.t, l.db, `
INSERT INTO sales.applied (entity, stream_created, sequence, complete_until, verified_until, importing)
SELECT e, $1, 1, $1, $1, false FROM unnest($2::text[]) AS e ON CONFLICT (entity) DO UPDATE SET complete_until = $1, verified_until = $1, importing = false`, until, []string{"customer", "transaction", "guest_purchase", "wheel_spin"})
}

func (l *till) customer(id, balance int64, registered time.Time) {
	fill(l.t, l.db, `INSERT INTO sales.customers (id, version, status, auth_type, language, balance_kopeks, created_at, search) VALUES ($1, 1, 'active', 'telegram', 'ru', $2, $3, '')
ON CONFLICT (id) DO UPDATE SET balance_kopeks = $2`, id, balance, registered)
}

func (l *till) post(customer, kopeks int64, at time.Time) {
	l.last++
	fill(l.t, l.db, `
INSERT INTO sales.payment_facts (source, id, customer_id, kind, amount_kopeks, side, cash_kopeks, consumption_kopeks, wallet_kopeks, bought, evidence, why, conversion, tariff_by,
	subscription_by, period_by, gone, booked_at, learned_at, known_since)
VALUES ('transaction', $1, $2, 'deposit', abs($3::bigint), 'wallet', 0, 0, $3, 'top_up', 'kind', 'deposit', false, 'none', 'none', 'none', false, $4, $4, $4)`, l.last, customer, kopeks, at)
}

// tomorrow lets a day pass, with everything known, and closes it.
func (l *till) tomorrow() bool {
	l.t.Helper()
	l.at = l.at.AddDate(0, 0, 1)
	l.known(l.at)
	return l.close()
}

func (l *till) close() bool {
	l.t.Helper()
	done, err := l.reconciliation.CloseDay(l.t.Context(), 1)
	require.NoError(l.t, err)
	return done
}

func (l *till) list(q *salesv1.ListBalanceDifferencesRequest) *salesv1.ListBalanceDifferencesResponse {
	l.t.Helper()
	answer, err := l.reconciliation.ListBalanceDifferences(l.t.Context(), q)
	require.NoError(l.t, err)
	return answer
}

func TestMoneyIdentityOfEachCustomer(t *testing.T) {
	t.Parallel()
	l := openTill(t)
	long, short := noon.AddDate(-1, 0, 0), time.Hour
	l.customer(1, 5_000, long) // more than its ledger says: nobody knows why, and the first check does not ask
	l.customer(2, 300, long)
	l.post(2, 300, noon.AddDate(0, 0, -30))
	l.customer(3, 0, long)
	require.Nil(t, l.list(&salesv1.ListBalanceDifferencesRequest{}).LastCheck)
	require.True(t, l.close())
	require.False(t, l.close(), "one check per day")
	first := l.list(&salesv1.ListBalanceDifferencesRequest{})
	require.Empty(t, first.GetItems())
	require.True(t, first.GetLastCheck().GetOpening())
	require.Equal(t, "2026-03-15", first.GetLastCheck().GetDay())
	require.EqualValues(t, 5_300, first.GetLastCheck().GetBalancesKopeks())

	l.post(1, -2_000, l.at.Add(short))
	l.customer(1, 3_000, long) // spent as booked
	l.customer(2, 350, long)   // a prize without a row
	l.post(3, 700, l.at.Add(short))
	l.customer(4, 90, l.at.Add(short)) // came today, with a welcome bonus
	l.post(4, 90, l.at.Add(short))
	l.customer(5, 40, l.at.Add(short)) // came today, with money nobody booked
	require.True(t, l.tomorrow())
	got := map[int64][4]int64{}
	second := l.list(&salesv1.ListBalanceDifferencesRequest{})
	for _, d := range second.GetItems() {
		got[d.GetCustomerId()] = [4]int64{d.GetOpeningKopeks(), d.GetPostingsKopeks(), d.GetClosingKopeks(), d.GetDifferenceKopeks()}
	}
	require.Equal(t, map[int64][4]int64{2: {300, 0, 350, 50}, 3: {0, 700, 0, -700}, 5: {0, 0, 40, 40}}, got)
	require.EqualValues(t, 5, second.GetLastCheck().GetCustomers())
	require.EqualValues(t, 3, second.GetLastCheck().GetDifferences())
	require.Equal(t, [2]string{"2026-03-16", "2026-03-15"}, [2]string{second.GetItems()[0].GetSinceDay(), second.GetItems()[2].GetSinceDay()}, "who came today began with nothing")
	require.Equal(t, "2026-03-15", second.GetOpenedOn())

	require.True(t, l.tomorrow(), "nothing happened")
	require.EqualValues(t, 3, l.list(&salesv1.ListBalanceDifferencesRequest{}).GetTotal(), "nothing is found twice")
	for name, c := range map[string]struct {
		q    *salesv1.ListBalanceDifferencesRequest
		want int32
	}{
		"more": {&salesv1.ListBalanceDifferencesRequest{Direction: "more"}, 2}, "less": {&salesv1.ListBalanceDifferencesRequest{Direction: "less"}, 1},
		"customer": {&salesv1.ListBalanceDifferencesRequest{CustomerId: ptr(int64(5))}, 1}, "least": {&salesv1.ListBalanceDifferencesRequest{MinKopeks: ptr(int64(50))}, 2},
		"days": {&salesv1.ListBalanceDifferencesRequest{From: "2026-03-16", To: "2026-03-17"}, 3}, "other days": {&salesv1.ListBalanceDifferencesRequest{From: "2026-03-17"}, 0},
		"wiped": {&salesv1.ListBalanceDifferencesRequest{Wiped: ptr(true)}, 0}, "kept": {&salesv1.ListBalanceDifferencesRequest{Wiped: ptr(false)}, 3},
	} {
		require.Equal(t, c.want, l.list(c.q).GetTotal(), name)
		c.q.PageSize = 1
		rows, token := int32(0), ""
		for {
			c.q.PageToken = token
			page := l.list(c.q)
			rows += int32(len(page.GetItems()))
			if token = page.GetNextPageToken(); token == "" {
				break
			}
		}
		require.Equal(t, c.want, rows, "%s, page by page", name)
	}
}

func TestACheckWaitsUntilTheDayIsKnown(t *testing.T) {
	t.Parallel()
	l := openTill(t)
	l.customer(1, 100, noon.AddDate(-1, 0, 0))
	require.True(t, l.close())
	l.at = noon.AddDate(0, 0, 1)
	require.False(t, l.close(), "the bot is away since before midnight")
	l.known(l.at)
	fill(t, l.db, `INSERT INTO sales.dirty_payments (source, ids, marked_at) VALUES ('transaction', '{1}', $1)`, l.at.Add(-time.Minute))
	require.False(t, l.close(), "payments wait for their classification")
	fill(t, l.db, `DELETE FROM sales.dirty_payments`)
	fill(t, l.db, `UPDATE sales.applied SET importing = true WHERE entity = 'customer'`)
	require.False(t, l.close(), "balances are being read")
	l.known(l.at)
	require.True(t, l.close())
	l.at = l.at.AddDate(0, 0, 1)
	l.known(l.at)
	_, err := l.reconciliation.CloseDay(t.Context(), 0)
	require.ErrorIs(t, err, pg.ErrDeposed)
}

// Three nights without us: one check says what happened since.
func TestDowntimeIsCaughtUp(t *testing.T) {
	t.Parallel()
	l := openTill(t)
	l.customer(1, 100, noon.AddDate(-1, 0, 0))
	require.True(t, l.close())
	l.customer(1, 160, noon.AddDate(-1, 0, 0))
	l.post(1, 50, noon.AddDate(0, 0, 2))
	l.at = noon.AddDate(0, 0, 3)
	require.True(t, l.tomorrow())
	require.False(t, l.close())
	answer := l.list(&salesv1.ListBalanceDifferencesRequest{})
	require.Len(t, answer.GetItems(), 1)
	require.EqualValues(t, 10, answer.GetItems()[0].GetDifferenceKopeks())
	require.Equal(t, [2]string{"2026-03-15", "2026-03-19"}, [2]string{answer.GetItems()[0].GetSinceDay(), answer.GetItems()[0].GetDay()})
}

// A posting of this minute may be here before the balance it made: its customer is asked the next night.
func TestFreshPostingsWait(t *testing.T) {
	t.Parallel()
	l := openTill(t)
	long := noon.AddDate(-1, 0, 0)
	l.customer(1, 100, long)
	l.customer(2, 10, long)
	l.post(2, 10, noon.Add(-time.Minute)) // the balance is a posting of the opening's own minute
	require.True(t, l.close())
	l.post(1, 40, noon.AddDate(0, 0, 1).Add(-time.Minute))
	require.True(t, l.tomorrow())
	answer := l.list(&salesv1.ListBalanceDifferencesRequest{})
	require.Empty(t, answer.GetItems())
	require.EqualValues(t, 1, answer.GetLastCheck().GetPostponed())
	l.customer(1, 140, long)
	require.True(t, l.tomorrow())
	answer = l.list(&salesv1.ListBalanceDifferencesRequest{})
	require.Empty(t, answer.GetItems())
	require.Zero(t, answer.GetLastCheck().GetPostponed())
}

// A returning user's history is wiped and the balance set to zero: listed, with the reason.
func TestWipedCustomer(t *testing.T) {
	t.Parallel()
	l := openTill(t)
	l.customer(1, 300, noon.AddDate(-1, 0, 0))
	l.post(1, 300, noon.AddDate(0, 0, -9))
	require.True(t, l.close())
	l.customer(1, 0, noon.AddDate(-1, 0, 0))
	fill(t, l.db, `UPDATE sales.payment_facts SET gone = true`)
	require.True(t, l.tomorrow())
	answer := l.list(&salesv1.ListBalanceDifferencesRequest{Wiped: ptr(true)})
	require.Len(t, answer.GetItems(), 1)
	require.EqualValues(t, -300, answer.GetItems()[0].GetDifferenceKopeks())
}
