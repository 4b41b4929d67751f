package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// promoSite is a shop whose web API meets the faults of a test.
type promoSite struct {
	*site
	promos salesv1.PromosClient
	mu     sync.Mutex
	faults map[string][]simulator.Fault // by method, for its next requests
	asked  map[string]int
}

func newPromoSite(t *testing.T) *promoSite {
	t.Helper()
	base, _ := newTruthSite(t, simulator.Size{Customers: 50, Subscriptions: 60, Transactions: 300, Days: 60, Seed: 5, Now: time.Now()})
	s := &promoSite{site: base, faults: map[string][]simulator.Fault{}, asked: map[string]int{}}
	api, err := simulator.NewWebAPI(t.Context(), s.shop.Config().ConnString(), "a-token-of-the-test", time.Now)
	require.NoError(t, err)
	api.Fault = func(r *http.Request) simulator.Fault {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked[r.Method]++
		next := s.faults[r.Method]
		if len(next) == 0 {
			return simulator.Fault{}
		}
		s.faults[r.Method] = next[1:]
		return next[0]
	}
	server := httptest.NewServer(api)
	t.Cleanup(func() { server.Close(); api.Close() })
	s.env = append(s.env, "BEDOLAGA_API_URL="+server.URL, "BEDOLAGA_API_TOKEN=a-token-of-the-test")
	s.run("bridge", "sales-read")
	s.equal()
	conn, err := nats.Connect(s.nats.URL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	s.promos = salesv1.NewPromosClient(rpc.NewConn(conn))
	return s
}

func (s *promoSite) meets(method string, faults ...simulator.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], faults...)
}

func (s *promoSite) as(key string) context.Context {
	return metadata.AppendToOutgoingContext(rpc.AsService(s.t.Context(), "test"), rpc.IdempotencyKey, key)
}

func (s *promoSite) create(code string) *salesv1.PromoCommand {
	s.t.Helper()
	c, err := s.promos.CreatePromo(s.as("create "+code), &salesv1.CreatePromoRequest{Code: code, Type: "balance", BalanceBonusKopeks: 500, MaxUses: 3})
	require.NoError(s.t, err)
	return c
}

// done waits until the command is applied or refused.
func (s *promoSite) done(id int64) *salesv1.PromoCommand {
	s.t.Helper()
	var c *salesv1.PromoCommand
	require.Eventually(s.t, func() bool {
		var err error
		c, err = s.promos.GetPromoCommand(s.as(""), &salesv1.GetPromoCommandRequest{Id: id})
		require.NoError(s.t, err)
		return c.GetState() != "sending"
	}, 60*time.Second, 50*time.Millisecond)
	return c
}

// shown waits until the panel's list has the code as wanted.
func (s *promoSite) shown(code string, as func(p *salesv1.Promo) bool) *salesv1.Promo {
	s.t.Helper()
	var p *salesv1.Promo
	require.Eventually(s.t, func() bool {
		answer, err := s.promos.ListPromos(s.as(""), &salesv1.ListPromosRequest{Text: code})
		require.NoError(s.t, err)
		if len(answer.GetItems()) != 1 {
			return false
		}
		p = answer.GetItems()[0]
		return as(p)
	}, 60*time.Second, 50*time.Millisecond)
	return p
}

func (s *promoSite) stored(code string) int {
	s.t.Helper()
	var n int
	require.NoError(s.t, s.shop.QueryRow(s.t.Context(), `SELECT count(*) FROM promocodes WHERE code = $1`, code).Scan(&n))
	return n
}

func TestPromoCodesAreWrittenThroughTheBot(t *testing.T) {
	t.Parallel()
	s := newPromoSite(t)
	command := s.create(" spring ")
	require.Equal(t, "SPRING", command.GetCode())
	require.Equal(t, command.GetId(), s.create(" spring ").GetId(), "the same key asks once")
	_, err := s.promos.CreatePromo(s.as("create  spring "), &salesv1.CreatePromoRequest{Code: "OTHER", Type: "balance", BalanceBonusKopeks: 1})
	require.Equal(t, codes.AlreadyExists, status.Code(err), "the same key with another wish")
	applied := s.done(command.GetId())
	require.Equal(t, "applied", applied.GetState(), applied.GetProblem())
	p := s.shown("SPRING", func(p *salesv1.Promo) bool { return p.GetState() == "active" })
	require.Equal(t, p.GetId(), applied.GetPromoId())
	require.Equal(t, []int64{500, 3}, []int64{p.GetBalanceBonusKopeks(), p.GetMaxUses()})

	_, err = s.promos.CreatePromo(s.as("twice"), &salesv1.CreatePromoRequest{Code: "Spring", Type: "balance", BalanceBonusKopeks: 1})
	require.Equal(t, codes.AlreadyExists, status.Code(err))
	_, err = s.promos.CreatePromo(s.as("first"), &salesv1.CreatePromoRequest{Code: "X", Type: "balance", BalanceBonusKopeks: 1, FirstPurchaseOnly: proto.Bool(true)})
	require.ErrorContains(t, err, "make such a code in the bot itself")
	_, err = s.promos.DeactivatePromo(rpc.AsService(t.Context(), "test"), &salesv1.DeactivatePromoRequest{Id: p.GetId(), ExpectedVersion: p.GetVersion()})
	require.ErrorContains(t, err, "Idempotency-Key")

	off, err := s.promos.DeactivatePromo(s.as("off"), &salesv1.DeactivatePromoRequest{Id: p.GetId(), ExpectedVersion: p.GetVersion()})
	require.NoError(t, err)
	require.Equal(t, "applied", s.done(off.GetId()).GetState())
	old := p.GetVersion()
	p = s.shown("SPRING", func(p *salesv1.Promo) bool { return p.GetState() == "inactive" })
	_, err = s.promos.UpdatePromo(s.as("stale"), &salesv1.UpdatePromoRequest{Id: p.GetId(), ExpectedVersion: old, MaxUses: proto.Int64(9)})
	require.Equal(t, codes.Aborted, status.Code(err))

	// Somebody edits it in the bot before our list knows: the bridge looks again before it writes.
	s.meets(http.MethodGet, simulator.Fault{Status: 503, Detail: "maintenance"})
	raced, err := s.promos.UpdatePromo(s.as("raced"), &salesv1.UpdatePromoRequest{Id: p.GetId(), ExpectedVersion: p.GetVersion(), IsActive: proto.Bool(true)})
	require.NoError(t, err)
	_, err = s.shop.Exec(t.Context(), `UPDATE promocodes SET max_uses = 77 WHERE code = 'SPRING'`)
	require.NoError(t, err)
	refused := s.done(raced.GetId())
	require.Equal(t, "refused", refused.GetState())
	require.Contains(t, refused.GetProblem(), "77")
	require.Equal(t, int32(2), refused.GetAttempts())
}

func TestNoSecondPromoCode(t *testing.T) {
	t.Parallel()
	s := newPromoSite(t)
	// Done, but the answer is lost.
	s.meets(http.MethodPost, simulator.Fault{Lost: true})
	lost := s.done(s.create("LOST").GetId())
	require.Equal(t, "applied", lost.GetState(), lost.GetProblem())
	require.Equal(t, int32(2), lost.GetAttempts())
	require.Equal(t, 1, s.stored("LOST"))
	require.Equal(t, 1, s.asked[http.MethodPost], "found, not asked for again")

	// Down, then well.
	s.meets(http.MethodPost, simulator.Fault{Status: 500, Detail: "Internal Server Error"})
	down := s.done(s.create("DOWN").GetId())
	require.Equal(t, "applied", down.GetState(), down.GetProblem())
	require.Equal(t, 1, s.stored("DOWN"))

	// A no is a no.
	for code, fault := range map[string]simulator.Fault{"NOKEY": {Status: 401, Detail: "Invalid or expired API key"}, "BAD": {Status: 422, Detail: "no"}} {
		s.meets(http.MethodPost, fault)
		c := s.done(s.create(code).GetId())
		require.Equal(t, "refused", c.GetState())
		require.Contains(t, c.GetProblem(), fault.Detail)
		require.Zero(t, s.stored(code))
		require.Equal(t, strings.ToUpper(code), c.GetCode())
	}
}
