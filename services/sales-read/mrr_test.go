package salesread

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// counted waits until every payment is classified and every customer counted.
func (h *shop) counted() {
	h.t.Helper()
	h.classified()
	h.eventually(func() bool {
		var waiting int
		require.NoError(h.t, h.db.QueryRow(h.ctx, `SELECT count(*) FROM sales.dirty_mrr`).Scan(&waiting))
		return waiting == 0
	}, "customers stay uncounted")
}

func (h *shop) mrr(q *salesv1.GetMrrRequest) *salesv1.GetMrrResponse {
	h.t.Helper()
	h.counted()
	answer, err := h.money.GetMrr(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// toldMrr is a bucket in rubles: start, movements that moved something, end with its customers, then live subscriptions paid, free and trial.
func toldMrr(b *salesv1.MrrBucket) string {
	line := fmt.Sprintf("%s %d", b.GetDay()[5:], b.GetStartKopeks()/100)
	sum := b.GetStartKopeks()
	for _, m := range b.GetMovements() {
		sum += m.GetKopeks()
		if m.GetCount() != 0 {
			line += fmt.Sprintf(" %s %+d/%d", m.GetMovement(), m.GetKopeks()/100, m.GetCount())
		}
	}
	if sum != b.GetEndKopeks() {
		return line + " does not add up"
	}
	return line + fmt.Sprintf(" = %d/%d live %d+%d+%d", b.GetEndKopeks()/100, b.GetCustomers(), b.GetLivePaid(), b.GetLiveFreeActive(), b.GetLiveTrial())
}

func TestMrrGolden(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour-3, 0, 0, 0, time.UTC) }
	seen := func(day int) int64 { return read(at(day, 12).Add(5 * time.Second)) }
	rich := person(1, 101, "first", at(1, 12))
	rich.BalanceKopeks = 5_000
	// The first tries from the 1st on, pays 300 for thirty days on the 4th and prolongs early for 200 on the 10th; the second pays 810 for ninety days on
	// the 5th and is switched off on the 10th; the third has days for nothing from the 6th on; the fourth pays for nobody knows what.
	h.publish(people(10, rich), subs(seen(1), sub(10, 1, "active", true, at(1, 12), at(4, 12))))
	h.publish(ledger(10, wallet(1, 1, 30_000, at(4, 12)), direct(2, 2, 81_000, "platega", "x-2", at(5, 12)), wallet(3, 1, 20_000, at(10, 12)), wallet(4, 4, 7_000, at(12, 12))))
	h.publish(subs(seen(4), sub(10, 1, "active", false, at(1, 12), at(34, 12))))
	h.publish(subs(seen(5), sub(20, 2, "active", false, at(5, 12), at(95, 12))))
	h.publish(subs(seen(6), sub(30, 3, "active", false, at(6, 12), at(20, 12))))
	h.publish(subs(seen(10), sub(10, 1, "active", false, at(1, 12), at(64, 12)), sub(20, 2, "disabled", false, at(5, 12), at(95, 12))))

	answer := h.mrr(&salesv1.GetMrrRequest{From: "2026-03-03", To: "2026-03-12"})
	var got []string
	for _, b := range append(answer.GetBuckets(), answer.GetTotal()) {
		got = append(got, toldMrr(b))
	}
	require.Equal(t, []string{
		"03-03 0 = 0/0 live 0+0+1",
		"03-04 0 new +300/1 = 300/1 live 1+0+0",
		"03-05 300 new +270/1 = 570/2 live 2+0+0",
		"03-06 570 = 570/2 live 2+1+0",
		"03-07 570 = 570/2 live 2+1+0",
		"03-08 570 = 570/2 live 2+1+0",
		"03-09 570 = 570/2 live 2+1+0",
		"03-10 570 churn -270/1 = 300/1 live 1+1+0",
		"03-11 300 = 300/1 live 1+1+0",
		"03-03 0 new +570/2 churn -270/1 = 300/1 live 1+1+0",
	}, got)
	require.Equal(t, int64(5_000), answer.GetDeferredBalancesKopeks())
	require.Equal(t, int64(18_000+20_000), answer.GetDeferredTermsKopeks(), "eighteen of thirty days, and thirty that have not begun")
	require.Zero(t, answer.GetUnplacedKopeks())

	weeks := h.mrr(&salesv1.GetMrrRequest{From: "2026-03-02", Bucket: "week"})
	require.Len(t, weeks.GetBuckets(), 2)
	require.Equal(t, "03-02 0 new +570/2 = 570/2 live 2+1+0", toldMrr(weeks.GetBuckets()[0]))
	require.Equal(t, "03-09 570 churn -270/1 = 300/1 live 1+1+0", toldMrr(weeks.GetBuckets()[1]))
	require.Equal(t, int64(7_000), weeks.GetUnplacedKopeks())
	require.True(t, weeks.GetTotal().GetTo().AsTime().Equal(at(16, 0)), "up to the beginning of today")

	// Today has no border yet; nothing is asked for.
	for _, to := range []string{"", "2026-03-17"} {
		today := h.mrr(&salesv1.GetMrrRequest{From: "2026-03-16", To: to})
		require.Empty(t, today.GetBuckets())
		require.Equal(t, "03-16 300 = 300/1 live 1+1+0", toldMrr(today.GetTotal()))
	}
	require.Len(t, h.mrr(&salesv1.GetMrrRequest{}).GetBuckets(), defaultDays)

	// The second is switched on again, and the ledger's first payment turns out to be for sixty days: both correct the days they are about.
	h.publish(subs(seen(13), sub(20, 2, "active", false, at(5, 12), at(95, 12))))
	event := noted(1, "purchase", 1, 10, 1, at(4, 12))
	event.PeriodDays = proto.Int64(60)
	h.publish(journal(10, event))
	again := h.mrr(&salesv1.GetMrrRequest{From: "2026-03-01", To: "2026-03-16", Bucket: "month"})
	require.Equal(t, "03-01 0 new +420/2 reactivation +270/1 churn -270/1 = 420/2 live 2+1+0", toldMrr(again.GetTotal()))
	h.publish(subs(seen(14), sub(20, 2, "active", false, at(5, 12), at(95, 12))))
	require.Equal(t, toldMrr(again.GetTotal()), toldMrr(h.mrr(&salesv1.GetMrrRequest{From: "2026-03-01", To: "2026-03-16"}).GetTotal()), "the same news again")

	h.counted()
	const differing = `
SELECT count(*) FROM (SELECT day, step, sum(kopeks) AS kopeks, sum(count) AS count FROM sales.mrr_steps GROUP BY day, step) s FULL JOIN sales.mrr_days d USING (day, step)
WHERE coalesce(s.kopeks, 0) <> coalesce(d.kopeks, 0) OR coalesce(s.count, 0) <> coalesce(d.count, 0)`
	var differ int
	require.NoError(t, h.db.QueryRow(h.ctx, differing).Scan(&differ))
	require.Zero(t, differ, "the sums by day are those of the customers")

	for _, bad := range []*salesv1.GetMrrRequest{{From: "soon"}, {Bucket: "hour"}, {From: "2026-03-10", To: "2026-03-09"}} {
		_, err := h.money.GetMrr(h.ctx, bad)
		require.Equal(t, codes.InvalidArgument, status.Code(err), bad)
	}
}
