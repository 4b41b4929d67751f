package salesread

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func cohorts(answer *salesv1.GetConversionResponse) []string {
	var list []string
	for _, c := range append(answer.GetCohorts(), answer.GetTotal()) {
		mark := map[bool]string{true: " open"}[c.GetOpen()]
		list = append(list, fmt.Sprintf("%s %d/%d%s", c.GetDay(), c.GetConverted(), c.GetPeople(), mark))
	}
	return list
}

// Noon is 16 March; every expected number is counted from the rows by hand.
func TestConversion(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour-3, 0, 0, 0, time.UTC) }
	trial := func(id, customer int64, at time.Time) *bedolagav1.Subscription {
		return sub(id, customer, "trial", true, at, at.Add(72*time.Hour))
	}
	h.publish(people(10, person(1, 101, "a", at(1, 10)), person(2, 102, "b", at(1, 23)), person(3, 103, "c", at(2, 0)), person(4, 104, "d", at(12, 10))),
		subs(10, trial(1, 1, at(1, 11)), trial(2, 2, at(2, 1)), trial(3, 2, at(3, 1)), trial(4, 3, at(3, 12)), trial(5, 4, at(12, 11))),
		ledger(10, deposit(1, 1, 100, "wata", at(4, 10)), deposit(2, 2, 100, "wata", at(9, 2)), deposit(3, 3, 100, "wata", at(3, 11)), deposit(4, 4, 100, "wata", at(13, 9))))
	h.classified()
	ask := func(q *salesv1.GetConversionRequest) *salesv1.GetConversionResponse {
		answer, err := h.money.GetConversion(h.ctx, q)
		require.NoError(t, err)
		return answer
	}
	registration := ask(&salesv1.GetConversionRequest{Kind: "registration", From: "2026-03-01", To: "2026-03-03"})
	require.Equal(t, []string{"2026-03-01 1/2", "2026-03-02 1/1", " 2/3"}, cohorts(registration), "the second paid when seven days were over")
	require.Equal(t, []string{"conversion.registration"}, registration.GetDefinitions())
	require.Equal(t, 0.5, registration.GetCohorts()[0].GetRate())
	require.InDelta(t, 0.0945, registration.GetCohorts()[0].GetLower(), 0.0001)
	require.InDelta(t, 0.9055, registration.GetCohorts()[0].GetUpper(), 0.0001)
	require.True(t, registration.GetCohorts()[0].GetFew())

	trials := ask(&salesv1.GetConversionRequest{From: "2026-03-01", To: "2026-03-04"})
	require.Equal(t, []string{"2026-03-01 1/1", "2026-03-02 0/1", "2026-03-03 0/0", " 1/2"}, cohorts(trials), "a second trial counts nothing; the third had paid before the trial")
	require.Nil(t, trials.GetCohorts()[2].Rate)
	require.Equal(t, []string{"2026-03-01 1/1", "2026-03-02 1/1 open", "2026-03-03 0/0 open", " 1/1"},
		cohorts(ask(&salesv1.GetConversionRequest{From: "2026-03-01", To: "2026-03-04", Days: 14})))
	require.Equal(t, []string{"2026-03-12 1/1 open", " 0/0"}, cohorts(ask(&salesv1.GetConversionRequest{From: "2026-03-12", To: "2026-03-13"})), "seven days are not over")
	require.Equal(t, []string{"2026-03-12 1/1", " 1/1"}, cohorts(ask(&salesv1.GetConversionRequest{From: "2026-03-12", To: "2026-03-13", Days: 1})))

	var rows []string
	q := &salesv1.ListConversionRowsRequest{From: "2026-03-01", To: "2026-03-03", Kind: "registration", PageSize: 2}
	for {
		page, err := h.money.ListConversionRows(h.ctx, q)
		require.NoError(t, err)
		for _, r := range page.GetItems() {
			rows = append(rows, fmt.Sprintf("%d%s %t", r.GetCustomerId(), r.GetCustomer().GetUsername(), r.GetConverted()))
		}
		require.EqualValues(t, 3, page.GetTotal())
		if q.PageToken = page.GetNextPageToken(); q.GetPageToken() == "" {
			break
		}
	}
	require.Equal(t, []string{"3c true", "2b false", "1a true"}, rows)
	late, err := h.money.ListConversionRows(h.ctx, &salesv1.ListConversionRowsRequest{From: "2026-03-01", To: "2026-03-03", Kind: "registration", Converted: proto.Bool(false)})
	require.NoError(t, err)
	require.Len(t, late.GetItems(), 1)
	require.Equal(t, at(9, 2), late.GetItems()[0].GetFirstPaidAt().AsTime())
	rest, err := h.money.ListConversionRows(h.ctx, &salesv1.ListConversionRowsRequest{From: "2026-03-01", To: "2026-03-03", Kind: "registration", AfterId: proto.Int64(2)})
	require.NoError(t, err)
	require.Len(t, rest.GetItems(), 1)
}

func TestConversionReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 50_000, 100_000, 100_000)
	fill(t, s.db, fillChanges, noon.UnixMicro())
	settle(t, s.db, "subscription_changes")
	for _, kind := range []string{"trial", "registration"} {
		s.requireQuestionByIndexes("conversion from "+kind, func(ctx context.Context) error {
			return second(s.revenue.GetConversion(ctx, &salesv1.GetConversionRequest{Kind: kind, From: "2026-03-10T10:00:00Z", To: "2026-03-10T11:00:00Z"}))
		})
		s.requireQuestionByIndexes("a cohort by "+kind, func(ctx context.Context) error {
			return second(s.revenue.ListConversionRows(ctx, &salesv1.ListConversionRowsRequest{Kind: kind, From: "2026-03-10T10:00:00Z", To: "2026-03-10T11:00:00Z"}))
		})
	}
}
