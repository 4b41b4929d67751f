package salesread

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func (h *shop) referrals() salesv1.ReferralsClient {
	return salesv1.NewReferralsClient(rpc.NewConn(h.bridge.Conn))
}

func in2026(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC)
}

func invitedBy(referrer, id int64, at time.Time) *bedolagav1.Customer {
	c := person(id, 1000+id, fmt.Sprintf("guest%d", id), at)
	c.ReferredById = &referrer
	return c
}

func earning(id, earner, referral, kopeks int64, at time.Time) *bedolagav1.ReferralEarning {
	return &bedolagav1.ReferralEarning{Id: id, EarnerId: earner, ReferralId: referral, AmountKopeks: kopeks, Reason: "referral_first_topup", CreatedAt: timestamppb.New(at)}
}

func withdrawal(id, customer, kopeks int64, status string, at time.Time) *bedolagav1.WithdrawalRequest {
	return &bedolagav1.WithdrawalRequest{Id: id, CustomerId: customer, AmountKopeks: kopeks, Status: status, RiskScore: proto.Int64(40), CreatedAt: timestamppb.New(at)}
}

func application(id, customer int64, status string, at time.Time) *bedolagav1.PartnerApplication {
	return &bedolagav1.PartnerApplication{Id: id, CustomerId: customer, Status: status, TelegramChannel: proto.String("@channel"), CreatedAt: timestamppb.New(at)}
}

// referralShop: 1 invited 2, 3 and 4; 2 invited 6; 5 referred themselves; whoever invited 7 has not arrived; 8 earned by somebody of long ago.
func referralShop(t *testing.T) *shop {
	t.Helper()
	h := openShop(t, "Europe/Moscow")
	gone := &bedolagav1.ReferralEarningBatch{Header: header(11)}
	gone.Header.Gone = []int64{1}
	h.publish(
		people(10, person(1, 1001, "boss", in2026(1, 10)), invitedBy(1, 2, in2026(3, 2)), invitedBy(1, 3, in2026(3, 3)), invitedBy(1, 4, in2026(2, 20)),
			invitedBy(5, 5, in2026(3, 4)), invitedBy(2, 6, in2026(3, 5)), invitedBy(99, 7, in2026(3, 6)), person(8, 1008, "old", in2026(1, 11))),
		ledger(10, deposit(1, 1, 10_00, "yookassa", in2026(3, 1)), deposit(2, 2, 100_00, "yookassa", in2026(3, 4)), deposit(3, 4, 20_00, "yookassa", in2026(2, 25)),
			deposit(4, 4, 300_00, "yookassa", in2026(3, 5)), refund(5, 4, 50_00, "apple_iap", in2026(3, 6)), deposit(6, 5, 999_00, "yookassa", in2026(3, 4)),
			deposit(7, 6, 40_00, "yookassa", in2026(3, 16).Add(-time.Hour))),
		&bedolagav1.ReferralEarningBatch{Header: header(10), Rows: []*bedolagav1.ReferralEarning{earning(1, 1, 2, 25_00, in2026(3, 4)),
			earning(2, 1, 3, 0, in2026(3, 3)), earning(3, 1, 4, 10_00, in2026(2, 25)), earning(4, 8, 77, 7_00, in2026(3, 7))}},
		gone,
		&bedolagav1.WithdrawalRequestBatch{Header: header(10), Rows: []*bedolagav1.WithdrawalRequest{withdrawal(1, 1, 10_00, "completed", in2026(3, 8)),
			withdrawal(2, 1, 20_00, "pending", in2026(3, 10)), withdrawal(3, 2, 5_00, "rejected", in2026(3, 9))}},
		&bedolagav1.PartnerApplicationBatch{Header: header(10), Rows: []*bedolagav1.PartnerApplication{application(1, 1, "pending", in2026(3, 8)),
			application(2, 2, "approved", in2026(3, 9))}},
	)
	return h
}

func TestReferrersOfAPeriod(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	march := &salesv1.ListReferrersRequest{From: "2026-03-01", To: "2026-03-16"}
	answer, err := h.referrals().ListReferrers(h.ctx, march)
	require.NoError(t, err)
	got := []string{}
	for _, r := range answer.GetItems() {
		require.Equal(t, r.GetCustomerId() != 99, r.GetCustomer() != nil)
		got = append(got, fmt.Sprint(r.GetCustomerId(), " invited ", r.GetInvited(), ", paid ", r.GetPaid(), ", brought ", r.GetMoneyKopeks(), ", earned ", r.GetEarnedKopeks()))
	}
	require.Equal(t, []string{
		"1 invited 2, paid 1, brought 35000, earned 2500", // the earning that the bot has deleted since was earned all the same
		"99 invited 1, paid 0, brought 0, earned 0",
		"2 invited 1, paid 0, brought 0, earned 0", // their guest paid after the period
		"8 invited 0, paid 0, brought 0, earned 700",
	}, got)
	require.EqualExportedValues(t, &salesv1.ReferralTotals{Referrers: 4, Invited: 4, Paid: 1, Conversion: &salesv1.Share{Count: 1, Of: 4}, MoneyKopeks: 350_00,
		EarnedKopeks: 32_00, KBase: 3, KInvitedPaid: 2, KOpen: 3}, answer.GetTotals())
	require.EqualExportedValues(t, &salesv1.ReferralTotals{Referrers: 1, Invited: 1, Paid: 1, Conversion: &salesv1.Share{Count: 1, Of: 1}, MoneyKopeks: 20_00,
		EarnedKopeks: 10_00, KBase: 1, KOpen: 1}, answer.GetPrevious())

	for name, c := range map[string]struct {
		sort, text string
		want       []int64
	}{
		"invited": {"", "", []int64{1, 99, 2, 8}}, "paid": {"paid", "", []int64{1, 99, 8, 2}}, "money": {"money", "", []int64{1, 99, 8, 2}},
		"earned": {"earned", "", []int64{1, 8, 99, 2}}, "a name": {"", "boss", []int64{1}}, "two names": {"", "100", []int64{1, 2, 8}}, "nobody": {"", "%%%", nil},
	} {
		q := proto.CloneOf(march)
		q.Sort, q.Text, q.PageSize = c.sort, c.text, 1
		var paged []int64
		for {
			page, err := h.referrals().ListReferrers(h.ctx, q)
			require.NoError(t, err, name)
			require.Equal(t, int32(len(c.want)), page.GetTotal(), name)
			require.Equal(t, int32(4), page.GetTotals().GetReferrers(), "totals are of the period, whoever is looked for")
			for _, r := range page.GetItems() {
				paged = append(paged, r.GetCustomerId())
			}
			if q.PageToken = page.GetNextPageToken(); q.PageToken == "" {
				break
			}
		}
		require.Equal(t, c.want, paged, name)
	}
	march.AfterId = proto.Int64(99)
	rest, err := h.referrals().ListReferrers(h.ctx, march)
	require.NoError(t, err)
	require.Equal(t, int64(2), rest.GetItems()[0].GetCustomerId())
	march.AfterId = proto.Int64(3)
	_, err = h.referrals().ListReferrers(h.ctx, march)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

const rawReferralMoney = `
SELECT coalesce(sum(CASE WHEN m.refund THEN -m.amount_kopeks ELSE m.amount_kopeks END), 0)::bigint FROM sales.cash m JOIN sales.customers c ON c.id = m.customer_id
WHERE c.referred_by_id IS NOT NULL AND c.referred_by_id <> c.id AND m.booked_at >= $1 AND m.booked_at < $2`

// Whatever part of a period has sums by day, and after whatever changes, money is what the payments say.
func TestReferralMoneyEqualsTheRows(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	h.importEnds()
	same := func(when string) {
		t.Helper()
		for _, c := range [][2]time.Time{
			{in2026(1, 1), in2026(3, 16)}, {in2026(3, 4), in2026(3, 5)}, {in2026(3, 4).Add(-time.Hour), in2026(3, 4).Add(time.Hour)}, {in2026(2, 25).Add(time.Minute), in2026(3, 6).Add(time.Minute)},
			{time.Date(2026, 3, 3, 21, 0, 0, 0, time.UTC), time.Date(2026, 3, 4, 21, 0, 0, 0, time.UTC)}, {in2026(3, 4), in2026(3, 4).Add(time.Second)},
		} {
			var want int64
			require.NoError(t, h.db.QueryRow(h.ctx, rawReferralMoney, c[0], c[1]).Scan(&want))
			got, err := h.referrals().ListReferrers(h.ctx, &salesv1.ListReferrersRequest{From: c[0].Format(time.RFC3339), To: c[1].Format(time.RFC3339), Sort: "money"})
			require.NoError(t, err)
			require.Equal(t, want, got.GetTotals().GetMoneyKopeks(), "%s: %s", when, c)
			var sum int64
			for _, r := range got.GetItems() {
				sum += r.GetMoneyKopeks()
			}
			require.Equal(t, want, sum, "%s: %s", when, c)
		}
	}
	same("at once")
	h.settled()
	same("counted")
	for when, change := range map[string]bus.Batch{
		"a payment of another day": ledger(20, deposit(2, 2, 110_00, "yookassa", in2026(3, 5))),
		"a refund more":            ledger(20, refund(8, 6, 5_00, "apple_iap", in2026(3, 6))),
		"another inviter":          people(20, invitedBy(8, 4, in2026(2, 20))),
		"no inviter":               people(20, person(2, 1002, "free", in2026(3, 2))),
	} {
		h.publish(change)
		same(when)
		h.settled()
		same(when + ", counted")
	}
}

func TestRequestsOfReferrers(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	for name, c := range map[string]struct {
		sort, status, text string
		payouts, partners  []int64
	}{
		"all": {"", "", "", []int64{2, 3, 1}, []int64{2, 1}}, "who waits longest": {"created_asc", "", "", []int64{1, 3, 2}, []int64{1, 2}},
		"pending": {"", "pending", "", []int64{2}, []int64{1}}, "of one": {"", "", "boss", []int64{2, 1}, []int64{1}},
	} {
		q := &salesv1.ListWithdrawalsRequest{Sort: c.sort, Text: c.text, PageSize: 2}
		a := &salesv1.ListPartnerApplicationsRequest{Sort: c.sort, Text: c.text, PageSize: 1}
		if c.status != "" {
			q.Status, a.Status = []string{c.status}, []string{c.status}
		}
		var payouts, partners []int64
		for more := true; more; more = q.GetPageToken() != "" {
			page, err := h.referrals().ListWithdrawals(h.ctx, q)
			require.NoError(t, err, name)
			require.Equal(t, int32(len(c.payouts)), page.GetTotal(), name)
			for _, w := range page.GetItems() {
				payouts = append(payouts, w.GetId())
			}
			q.PageToken = page.GetNextPageToken()
		}
		for more := true; more; more = a.GetPageToken() != "" {
			page, err := h.referrals().ListPartnerApplications(h.ctx, a)
			require.NoError(t, err, name)
			require.Equal(t, int32(len(c.partners)), page.GetTotal(), name)
			for _, w := range page.GetItems() {
				partners = append(partners, w.GetId())
			}
			a.PageToken = page.GetNextPageToken()
		}
		require.Equal(t, c.payouts, payouts, name)
		require.Equal(t, c.partners, partners, name)
	}

	h.branched()
	list, err := h.referrals().ListWithdrawals(h.ctx, &salesv1.ListWithdrawalsRequest{})
	require.NoError(t, err)
	w := list.GetItems()[0]
	require.Equal(t, in2026(3, 10), w.GetWaitingSince().AsTime())
	require.Equal(t, []int64{35_00, 10_00, 3, 2, 40},
		[]int64{w.GetEarnedKopeks(), w.GetPaidOutKopeks(), int64(w.GetInvited()), int64(w.GetInvitedPaid()), w.GetRiskScore()})
	require.Nil(t, list.GetItems()[1].GetWaitingSince(), "a rejected one waits no more")
	require.Equal(t, "medium: destroyed_earnings medium rows=1 destroyed_kopeks=2500, fresh_earnings low fresh_kopeks=3500 earned_kopeks=3500 hold_days=14", risk(w))
	require.Equal(t, "high: exceeds_earned high amount_kopeks=500 earned_kopeks=0 taken_kopeks=0, young_requester low age_days=7", risk(list.GetItems()[1]))
	partners, err := h.referrals().ListPartnerApplications(h.ctx, &salesv1.ListPartnerApplicationsRequest{})
	require.NoError(t, err)
	require.Nil(t, partners.GetItems()[0].GetWaitingSince())
	require.Equal(t, in2026(3, 8), partners.GetItems()[1].GetWaitingSince().AsTime())
	require.Equal(t, int32(2), partners.GetItems()[1].GetInvitedPaid())

	gone := &bedolagav1.WithdrawalRequestBatch{Header: header(12)}
	gone.Header.Gone = []int64{2}
	h.publish(gone)
	list, err = h.referrals().ListWithdrawals(h.ctx, &salesv1.ListWithdrawalsRequest{})
	require.NoError(t, err)
	require.NotNil(t, list.GetItems()[0].GetGoneAt())
	require.Nil(t, list.GetItems()[0].GetWaitingSince(), "what the source has destroyed waits no more")
}

// A link to a request opens it whatever page of the list it is on.
func TestOneRequestOfAReferrer(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	h.branched()
	list, err := h.referrals().ListWithdrawals(h.ctx, &salesv1.ListWithdrawalsRequest{})
	require.NoError(t, err)
	for _, w := range list.GetItems() {
		one, err := h.referrals().GetWithdrawal(h.ctx, &salesv1.GetWithdrawalRequest{Id: w.GetId()})
		require.NoError(t, err)
		require.EqualExportedValues(t, w, one.GetWithdrawal())
		require.Equal(t, list.GetDefinitions(), one.GetDefinitions())
		require.Equal(t, list.GetCompleteUntil().AsTime(), one.GetCompleteUntil().AsTime())
	}
	partners, err := h.referrals().ListPartnerApplications(h.ctx, &salesv1.ListPartnerApplicationsRequest{})
	require.NoError(t, err)
	for _, a := range partners.GetItems() {
		one, err := h.referrals().GetPartnerApplication(h.ctx, &salesv1.GetPartnerApplicationRequest{Id: a.GetId()})
		require.NoError(t, err)
		require.EqualExportedValues(t, a, one.GetApplication())
	}
	_, err = h.referrals().GetWithdrawal(h.ctx, &salesv1.GetWithdrawalRequest{Id: 404})
	require.Equal(t, codes.NotFound, status.Code(err))
	require.Contains(t, status.Convert(err).Message(), "payout 404")
	_, err = h.referrals().GetPartnerApplication(h.ctx, &salesv1.GetPartnerApplicationRequest{Id: 404})
	require.Equal(t, codes.NotFound, status.Code(err))
	require.Contains(t, status.Convert(err).Message(), "application 404")
}

// risk is our judgement of a request in few words.
func risk(w *salesv1.Withdrawal) string {
	var parts []string
	for _, r := range w.GetRiskReasons() {
		part := r.GetCode() + " " + r.GetSeverity()
		for _, e := range r.GetEvidence() {
			part += fmt.Sprintf(" %s=%d", e.GetName(), e.GetValue())
		}
		parts = append(parts, part)
	}
	return w.GetOurRisk() + ": " + strings.Join(parts, ", ")
}

func TestPayoutRisk(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	crowd := people(10, person(1, 1001, "farmer", in2026(1, 1)), invitedBy(30, 30, in2026(1, 1)), invitedBy(41, 40, in2026(1, 1)), invitedBy(40, 41, in2026(1, 1)),
		invitedBy(41, 42, in2026(1, 2)), person(50, 1050, "partner", in2026(1, 1)))
	earnings := &bedolagav1.ReferralEarningBatch{Header: header(10)}
	var rows []*bedolagav1.Transaction
	for n := int64(0); n < 12; n++ {
		at := in2026(2, 1).Add(time.Duration(n) * 5 * time.Minute)
		crowd.Rows = append(crowd.Rows, invitedBy(1, 10+n, at), invitedBy(50, 60+n, in2026(2, 1).AddDate(0, 0, int(n))))
		earnings.Rows = append(earnings.Rows, earning(100+n, 1, 10+n, 50_00, at), earning(200+n, 50, 60+n, 50_00, in2026(2, 12)))
		if n < 3 {
			rows = append(rows, deposit(10+n, 10+n, 200_00, "apple_iap", at), refund(20+n, 10+n, 200_00, "apple_iap", at.Add(time.Hour)))
		}
		rows = append(rows, deposit(60+n, 60+n, 200_00, "yookassa", in2026(2, 12)))
	}
	zero := earning(300, 50, 60, 0, in2026(2, 1))
	deleted := &bedolagav1.ReferralEarningBatch{Header: header(11)}
	deleted.Header.Gone = []int64{300} // the bot deletes its zero row when the invited pays
	earnings.Rows = append(earnings.Rows, zero, earning(301, 30, 30, 70_00, in2026(1, 5)), earning(302, 40, 42, 70_00, in2026(1, 5)))
	h.publish(crowd, ledger(10, rows...), earnings, deleted, &bedolagav1.WithdrawalRequestBatch{Header: header(10), Rows: []*bedolagav1.WithdrawalRequest{
		withdrawal(1, 1, 600_00, "pending", in2026(3, 1)), withdrawal(2, 30, 70_00, "pending", in2026(3, 1)), withdrawal(3, 40, 70_00, "pending", in2026(3, 1)),
		withdrawal(4, 50, 600_00, "pending", in2026(3, 1)), withdrawal(5, 50, 100_00, "cancelled", in2026(2, 20)), withdrawal(6, 99, 100_00, "pending", in2026(2, 20))}})
	h.branched()
	list, err := h.referrals().ListWithdrawals(h.ctx, &salesv1.ListWithdrawalsRequest{})
	require.NoError(t, err)
	got := map[int64]string{}
	for _, w := range list.GetItems() {
		got[w.GetId()] = risk(w)
	}
	require.Equal(t, map[int64]string{
		1: "high: paid_once_and_refunded high refunded=3 paid=3 refunded_kopeks=60000, registered_in_a_burst medium busiest_hour=12 invited=12",
		2: "high: self_referral high self_kopeks=7000, earned_without_payments high earned_kopeks=7000 invited=0, one_payer low customer_id=30 top_kopeks=7000 earned_kopeks=7000",
		3: "high: earned_without_payments high earned_kopeks=7000 invited=1, referral_loop medium, one_payer low customer_id=42 top_kopeks=7000 earned_kopeks=7000",
		4: "low: ",
		5: "low: fresh_earnings low fresh_kopeks=60000 earned_kopeks=60000 hold_days=14",
		6: "high: exceeds_earned high amount_kopeks=10000 earned_kopeks=0 taken_kopeks=0",
	}, got)
	require.Equal(t, []string{"payout_risk"}, list.GetDefinitions())
}

func TestReferralsReadNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 100_000, 1_000, 200_000)
	fill(t, s.db, `UPDATE sales.customers SET referred_by_id = 1 + id % 5000 WHERE id % 3 = 0`)
	fill(t, s.db, `INSERT INTO sales.referral_earnings (id, version, earner_id, referral_id, amount_kopeks, reason, created_at)
SELECT id, 1, 1 + id % 5000, id, 2500, 'referral_first_topup', created_at FROM sales.customers WHERE id % 3 = 0`)
	fill(t, s.db, `INSERT INTO sales.withdrawal_requests (id, version, customer_id, amount_kopeks, status, created_at)
SELECT id, 1, id, 100, (ARRAY['pending', 'completed', 'rejected'])[1 + id % 3], created_at FROM sales.customers WHERE id % 5 = 0`)
	fill(t, s.db, `INSERT INTO sales.partner_applications (id, version, customer_id, status, created_at)
SELECT id, 1, id, (ARRAY['pending', 'approved'])[1 + id % 2], created_at FROM sales.customers WHERE id % 5 = 0`)
	fill(t, s.db, `INSERT INTO sales.dirty_people_days SELECT DISTINCT day, 1 FROM sales.revenue_days`)
	settle(t, s.db, "customers", "referral_earnings", "withdrawal_requests", "partner_applications")

	r := s.referrals
	s.requireQuestionByIndexes("one withdrawal", func(ctx context.Context) error {
		return second(r.GetWithdrawal(ctx, &salesv1.GetWithdrawalRequest{Id: 90_000}))
	})
	s.requireQuestionByIndexes("one application", func(ctx context.Context) error {
		return second(r.GetPartnerApplication(ctx, &salesv1.GetPartnerApplicationRequest{Id: 90_000}))
	})
	dirty := &salesv1.ListReferrersRequest{From: "2026-03-01"}
	s.requireQuestionByIndexes("referrers of days that are not counted", func(ctx context.Context) error { return second(r.ListReferrers(ctx, dirty)) })
	for n := 1; n > 0; {
		var err error
		n, err = s.revenue.RefreshSomePeople(t.Context())
		require.NoError(t, err)
	}
	settle(t, s.db, "people_days")
	for _, text := range []string{"", "user1234"} {
		for _, sort := range []string{"", "paid", "money", "earned"} {
			q := &salesv1.ListReferrersRequest{Text: text, Sort: sort}
			s.requireListByIndexes("referrers by "+text+" in "+sort, q, 700, func(ctx context.Context) error { return second(r.ListReferrers(ctx, q)) })
		}
		for _, sort := range []string{"", "created_asc"} {
			for _, status := range [][]string{nil, {"pending"}} {
				name := fmt.Sprintf(" by %s of %v in %s", text, status, sort)
				w := &salesv1.ListWithdrawalsRequest{Text: text, Sort: sort, Status: status}
				s.requireListByIndexes("withdrawals"+name, w, 90_000, func(ctx context.Context) error { return second(r.ListWithdrawals(ctx, w)) })
				a := &salesv1.ListPartnerApplicationsRequest{Text: text, Sort: sort, Status: status}
				s.requireListByIndexes("applications"+name, a, 90_000, func(ctx context.Context) error { return second(r.ListPartnerApplications(ctx, a)) })
			}
		}
	}
}
