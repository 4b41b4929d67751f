package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func many(count int32) *salesv1.CreatePromoBatchRequest {
	return &salesv1.CreatePromoBatchRequest{Prefix: " bulk-", Count: count, Length: 8, Type: "balance", BalanceBonusKopeks: 100, MaxUses: 1}
}

// batch waits until a batch is as wanted; answers may be missing while the suite restarts.
func (s *promoSite) batch(id int64, as func(b *salesv1.PromoBatch) bool) *salesv1.PromoBatch {
	s.t.Helper()
	var b *salesv1.PromoBatch
	require.Eventually(s.t, func() bool {
		var err error
		b, err = s.promos.GetPromoBatch(s.as(""), &salesv1.GetPromoBatchRequest{Id: id})
		return err == nil && as(b)
	}, 90*time.Second, 50*time.Millisecond, "the batch stays at %v", b)
	require.Equal(s.t, b.GetTotal(), b.GetWaiting()+b.GetApplied()+b.GetRefused()+b.GetUnclear()+b.GetCancelled())
	return b
}

func ended(b *salesv1.PromoBatch) bool { return b.GetState() != "sending" }

func (s *promoSite) like(pattern string) (n, different int) {
	s.t.Helper()
	require.NoError(s.t, s.shop.QueryRow(s.t.Context(), `SELECT count(*), count(DISTINCT code) FROM promocodes WHERE code LIKE $1`, pattern).Scan(&n, &different))
	return n, different
}

func TestManyPromoCodesAreOneWish(t *testing.T) {
	t.Parallel()
	s := newPromoSite(t)
	// One of them is lost on the way back, one exists already: still there are 20, all different.
	s.meets(http.MethodPost, simulator.Fault{}, simulator.Fault{Lost: true}, simulator.Fault{Status: 400, Detail: "Promo code with this code already exists"})
	made, err := s.promos.CreatePromoBatch(s.as("bulk"), many(20))
	require.NoError(t, err)
	require.Equal(t, []any{"BULK-", "sending", int32(20), int32(20)}, []any{made.GetPrefix(), made.GetState(), made.GetTotal(), made.GetWaiting()})
	same, err := s.promos.CreatePromoBatch(s.as("bulk"), many(20))
	require.NoError(t, err)
	require.Equal(t, made.GetId(), same.GetId(), "the same key asks once")
	_, err = s.promos.CreatePromoBatch(s.as("bulk"), many(21))
	require.Equal(t, codes.AlreadyExists, status.Code(err))
	// A single wish does not wait behind them.
	require.Equal(t, "applied", s.done(s.create("BETWEEN").GetId()).GetState())

	b := s.batch(made.GetId(), ended)
	require.Equal(t, []any{"done", int32(20), int32(20), ""}, []any{b.GetState(), b.GetApplied(), b.GetSent(), b.GetProblem()})
	n, different := s.like("BULK-%")
	require.Equal(t, []int{20, 20}, []int{n, different})
	require.Eventually(t, func() bool {
		list, err := s.promos.ListPromos(s.as(""), &salesv1.ListPromosRequest{BatchId: &b.Id})
		return err == nil && list.GetTotal() == 20
	}, 60*time.Second, 50*time.Millisecond)
	list, err := s.promos.ListPromoCommands(s.as(""), &salesv1.ListPromoCommandsRequest{BatchId: &b.Id, PageSize: 15})
	require.NoError(t, err)
	require.Equal(t, []int{20, 15}, []int{int(list.GetTotal()), len(list.GetItems())})
	rest, err := s.promos.ListPromoCommands(s.as(""), &salesv1.ListPromoCommandsRequest{BatchId: &b.Id, PageSize: 15, PageToken: list.GetNextPageToken()})
	require.NoError(t, err)
	require.Len(t, rest.GetItems(), 5)
	others, err := s.promos.ListPromoCommands(s.as(""), &salesv1.ListPromoCommandsRequest{})
	require.NoError(t, err)
	require.Equal(t, int32(1), others.GetTotal(), "a batch is one row elsewhere")
}

func TestABatchOfPromoCodesStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	s := newPromoSite(t)
	began := time.Now()
	made, err := s.promos.CreatePromoBatch(s.as("bulk"), many(30))
	require.NoError(t, err)
	s.batch(made.GetId(), func(b *salesv1.PromoBatch) bool { return b.GetApplied() >= 5 })
	require.Greater(t, time.Since(began), 700*time.Millisecond, "the bot is not flooded")
	_, err = s.promos.CancelPromoBatch(s.as(""), &salesv1.CancelPromoBatchRequest{Id: made.GetId()})
	require.NoError(t, err)
	// One that was on its way may still arrive.
	b := s.batch(made.GetId(), func(b *salesv1.PromoBatch) bool { return ended(b) && b.GetUnclear() == 0 })
	require.Equal(t, []any{"cancelled", "test"}, []any{b.GetState(), b.GetMovedBy()})
	n, _ := s.like("BULK-%")
	require.Equal(t, int(b.GetApplied()), n, "what was made stays")
	require.Less(t, n, 30)
	_, err = s.promos.CancelPromoBatch(s.as(""), &salesv1.CancelPromoBatchRequest{Id: made.GetId()})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))

	// The rest, over a death of the suite and a bot that does not know our key for a while.
	_, err = s.promos.RetryPromoBatch(s.as(""), &salesv1.RetryPromoBatchRequest{Id: made.GetId()})
	require.NoError(t, err)
	s.batch(made.GetId(), func(b *salesv1.PromoBatch) bool { return int(b.GetApplied()) > n+3 })
	require.NoError(t, s.suite.cmd.Process.Kill())
	s.meets(http.MethodPost, simulator.Fault{}, simulator.Fault{}, simulator.Fault{Status: 401, Detail: "Invalid or expired API key"})
	s.suite = s.run("bridge", "sales-read")
	b = s.batch(made.GetId(), ended)
	require.Equal(t, "token", b.GetCause())
	require.Positive(t, b.GetRefused())
	s.mu.Lock()
	asked := s.asked[http.MethodPost]
	s.mu.Unlock()
	_, err = s.promos.RetryPromoBatch(s.as(""), &salesv1.RetryPromoBatchRequest{Id: made.GetId()})
	require.NoError(t, err)
	refused := int(b.GetRefused())
	b = s.batch(made.GetId(), ended)
	require.Equal(t, []any{"done", int32(30), ""}, []any{b.GetState(), b.GetApplied(), b.GetCause()})
	s.mu.Lock()
	require.Equal(t, asked+refused, s.asked[http.MethodPost])
	s.mu.Unlock()
	n, different := s.like("BULK-%")
	require.Equal(t, []int{30, 30}, []int{n, different})

	wrong := many(1000)
	wrong.Length, wrong.Prefix = 5, "A B"
	_, err = s.promos.CreatePromoBatch(s.as("wrong"), wrong)
	require.ErrorContains(t, err, "easy to guess")
	require.ErrorContains(t, err, "letters, digits")
}
