package main

import (
	"context"
	"net"
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
	api    *simulator.WebAPI
	server *httptest.Server
	suite  *process
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
	s.api, s.server = api, httptest.NewServer(api)
	t.Cleanup(func() { s.server.Close(); api.Close() })
	s.env = append(s.env, "BEDOLAGA_API_URL="+s.server.URL, "BEDOLAGA_API_TOKEN=a-token-of-the-test")
	s.suite = s.run("bridge", "sales-read")
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

// botDown closes the bot's port; botUp opens the same again.
func (s *promoSite) botDown() { s.server.Close() }

func (s *promoSite) botUp() {
	s.t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(s.t.Context(), "tcp", strings.TrimPrefix(s.server.URL, "http://"))
	require.NoError(s.t, err)
	s.server = httptest.NewUnstartedServer(s.api)
	s.server.Listener.Close()
	s.server.Listener = listener
	s.server.Start()
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
	return s.command(id, func(c *salesv1.PromoCommand) bool { return c.GetState() != "sending" })
}

func (s *promoSite) command(id int64, as func(c *salesv1.PromoCommand) bool) *salesv1.PromoCommand {
	s.t.Helper()
	var c *salesv1.PromoCommand
	require.Eventually(s.t, func() bool {
		var err error
		c, err = s.promos.GetPromoCommand(s.as(""), &salesv1.GetPromoCommandRequest{Id: id})
		require.NoError(s.t, err)
		return as(c)
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
	require.Equal(t, "changed", refused.GetCause())
	require.Equal(t, []any{int64(3), true}, []any{refused.GetSeen().GetMaxUses(), refused.GetWanted().GetIsActive()}, "what both wanted can be compared")
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

	// Done, but the answer takes longer than anybody waits.
	s.meets(http.MethodPost, simulator.Fault{Late: 15 * time.Second})
	began := time.Now()
	late := s.create("LATE")
	slow := s.command(late.GetId(), func(c *salesv1.PromoCommand) bool { return c.GetProblem() != "" })
	require.Equal(t, []string{"sending", "timeout"}, []string{slow.GetState(), slow.GetCause()})
	require.InDelta(t, 10, time.Since(began).Seconds(), 3)
	slow = s.done(late.GetId())
	require.Equal(t, []string{"applied", "", ""}, []string{slow.GetState(), slow.GetCause(), slow.GetProblem()})
	require.Equal(t, 1, s.stored("LATE"))

	// So slow that nothing was done before we gave up.
	s.meets(http.MethodPost, simulator.Fault{Wait: 15 * time.Second})
	slow = s.command(s.create("SLOW").GetId(), func(c *salesv1.PromoCommand) bool { return c.GetProblem() != "" })
	require.Equal(t, []string{"sending", "timeout"}, []string{slow.GetState(), slow.GetCause()})
	require.Equal(t, "applied", s.done(slow.GetId()).GetState())
	require.Equal(t, 1, s.stored("SLOW"))

	// Somebody's code of another content is not ours, whatever it is called.
	s.meets(http.MethodPost, simulator.Fault{Status: 502, Detail: "Bad Gateway"})
	other := s.create("OTHERS")
	_, err := s.shop.Exec(t.Context(), `INSERT INTO promocodes (code, type, balance_bonus_kopeks, max_uses, is_active, created_at) VALUES ('OTHERS', 'balance', 9, 1, true, now())`)
	require.NoError(t, err)
	c := s.done(other.GetId())
	require.Equal(t, []string{"refused", "taken"}, []string{c.GetState(), c.GetCause()})
	require.Equal(t, 1, s.stored("OTHERS"))
}

func TestAPromoCommandSaysWhyItDidNotSucceed(t *testing.T) {
	t.Parallel()
	s := newPromoSite(t)
	// A no is a no, and can be asked again.
	for code, c := range map[string]struct {
		fault simulator.Fault
		cause string
	}{
		"NOKEY":  {simulator.Fault{Status: 401, Detail: "Invalid or expired API key"}, "token"},
		"BAD":    {simulator.Fault{Status: 422, Detail: "max_uses: Input should be valid"}, "invalid"},
		"WRONG":  {simulator.Fault{Status: 400, Detail: "Balance bonus must be positive for balance promo codes"}, "invalid"},
		"TAKEN":  {simulator.Fault{Status: 400, Detail: "Promo code with this code already exists"}, "taken"},
		"NOHOST": {simulator.Fault{Status: 404, Detail: "Not Found"}, "not_set_up"},
	} {
		s.meets(http.MethodPost, c.fault)
		refused := s.done(s.create(code).GetId())
		require.Equal(t, []string{"refused", c.cause, c.fault.Detail}, []string{refused.GetState(), refused.GetCause(), refused.GetDetail()}, code)
		require.Zero(t, s.stored(code))
		_, err := s.promos.CancelPromoCommand(s.as(""), &salesv1.CancelPromoCommandRequest{Id: refused.GetId()})
		require.Equal(t, codes.FailedPrecondition, status.Code(err), "nothing is on its way")
		again, err := s.promos.RetryPromoCommand(s.as(""), &salesv1.RetryPromoCommandRequest{Id: refused.GetId()})
		require.NoError(t, err)
		require.Equal(t, []string{"sending", "test"}, []string{again.GetState(), again.GetMovedBy()})
		require.Equal(t, "applied", s.done(refused.GetId()).GetState(), code)
		require.Equal(t, 1, s.stored(code))
		_, err = s.promos.RetryPromoCommand(s.as(""), &salesv1.RetryPromoCommandRequest{Id: refused.GetId()})
		require.Equal(t, codes.FailedPrecondition, status.Code(err), "done is done")
	}

	// Not yet is not no. What never reached the bot is cancelled; what it may have done is left unclear until somebody looks.
	for _, c := range []struct {
		fault              simulator.Fault
		code, cause, state string
	}{{simulator.Fault{Status: 500, Detail: "Internal Server Error"}, "BROKEN", "broken", "unclear"}, {simulator.Fault{Lost: true}, "LOST", "timeout", "unclear"},
		{simulator.Fault{Status: 429, Detail: "slow down"}, "BUSY", "busy", "cancelled"}} {
		s.meets(http.MethodPost, c.fault)
		tried := s.command(s.create(c.code).GetId(), func(c *salesv1.PromoCommand) bool { return c.GetProblem() != "" })
		require.Equal(t, []string{"sending", c.cause}, []string{tried.GetState(), tried.GetCause()}, c.code)
		left, err := s.promos.CancelPromoCommand(s.as(""), &salesv1.CancelPromoCommandRequest{Id: tried.GetId()})
		require.NoError(t, err)
		require.Equal(t, []string{c.state, "test"}, []string{left.GetState(), left.GetMovedBy()}, c.code)
		_, err = s.promos.RetryPromoCommand(s.as(""), &salesv1.RetryPromoCommandRequest{Id: tried.GetId()})
		require.NoError(t, err)
		require.Equal(t, "applied", s.done(tried.GetId()).GetState(), c.code)
		require.Equal(t, 1, s.stored(c.code), "looked before it was asked for anew")
	}

	s.botDown()
	down := s.create("DOWN")
	tried := s.command(down.GetId(), func(c *salesv1.PromoCommand) bool { return c.GetProblem() != "" })
	require.Equal(t, []string{"sending", "unreachable"}, []string{tried.GetState(), tried.GetCause()})
	left, err := s.promos.CancelPromoCommand(s.as(""), &salesv1.CancelPromoCommandRequest{Id: down.GetId()})
	require.NoError(t, err)
	require.Equal(t, "cancelled", left.GetState())
	waiting, err := s.promos.ListPromoCommands(s.as(""), &salesv1.ListPromoCommandsRequest{State: []string{"cancelled", "sending"}})
	require.NoError(t, err)
	require.Equal(t, int32(1), waiting.GetTotal())
	s.botUp()
	_, err = s.promos.RetryPromoCommand(s.as(""), &salesv1.RetryPromoCommandRequest{Id: down.GetId()})
	require.NoError(t, err)
	require.Equal(t, "applied", s.done(down.GetId()).GetState())
	require.Equal(t, 1, s.stored("DOWN"))
}
