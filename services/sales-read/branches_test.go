package salesread

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// branched waits until the first import is over and nobody waits to be summed up.
func (h *shop) branched() {
	h.t.Helper()
	h.publish(ledger(1))
	h.importEnds()
	h.eventually(func() bool {
		var waiting int
		require.NoError(h.t, h.db.QueryRow(h.ctx, `SELECT count(*) FROM sales.dirty_branches`).Scan(&waiting))
		return waiting == 0
	}, "branches stay uncounted")
}

func (h *shop) tree(q *salesv1.GetReferralTreeRequest) *salesv1.GetReferralTreeResponse {
	h.t.Helper()
	answer, err := h.referrals().GetReferralTree(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// inWords is a node in few words.
func inWords(n *salesv1.ReferralNode) string {
	text := fmt.Sprint(n.GetCustomerId(), "/", n.GetParentId(), " at ", n.GetDepth(), ": ", n.GetInvited(), "+", n.GetInvitedPaid(), " of ", n.GetBranchSize(), "+",
		n.GetBranchPaid(), ", ", n.GetNetKopeks(), " and ", n.GetBranchNetKopeks(), ", for ", n.GetEarnedKopeks())
	if n.GetMore() > 0 {
		text += fmt.Sprint(", more ", n.GetMore())
	}
	return text + n.GetLoop()
}

func allInWords(list []*salesv1.ReferralNode) []string {
	texts := []string{}
	for _, n := range list {
		texts = append(texts, inWords(n))
	}
	return texts
}

func TestReferralTree(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	h.branched()
	answer := h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 1})
	require.Equal(t, []string{
		"1/0 at 0: 3+2 of 4+3, 1000 and 41000, for 0",
		"2/1 at 1: 1+1 of 1+1, 10000 and 4000, for 2500", // the reward that the bot has deleted since was earned all the same
		"4/1 at 1: 0+0 of 0+0, 27000 and 0, for 1000",
		"3/1 at 1: 0+0 of 0+0, 0 and 0, for 0",
		"6/2 at 2: 0+0 of 0+0, 4000 and 0, for 0",
	}, allInWords(answer.GetItems()))
	require.Empty(t, answer.GetAncestors())
	require.False(t, answer.GetCut())
	require.Equal(t, "boss", answer.GetItems()[0].GetCustomer().GetUsername())

	answer = h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 6})
	require.Equal(t, []string{"1/0 at -2: 3+2 of 4+3, 1000 and 41000, for 0, more 3", "2/1 at -1: 1+1 of 1+1, 10000 and 4000, for 2500, more 1"},
		allInWords(answer.GetAncestors()), "from the top down")

	answer = h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 1, Depth: 1, Children: 2})
	require.Equal(t, []string{"1/0 at 0: 3+2 of 4+3, 1000 and 41000, for 0, more 1", "2/1 at 1: 1+1 of 1+1, 10000 and 4000, for 2500, more 1",
		"4/1 at 1: 0+0 of 0+0, 27000 and 0, for 1000"}, allInWords(answer.GetItems()))
	rest, err := h.referrals().ListInvited(h.ctx, &salesv1.ListInvitedRequest{CustomerId: 1, PageToken: answer.GetItems()[0].GetNextPageToken()})
	require.NoError(t, err)
	require.Equal(t, []string{"3/1 at 1: 0+0 of 0+0, 0 and 0, for 0"}, allInWords(rest.GetItems()))
	require.Equal(t, int32(3), rest.GetTotal())
	require.Empty(t, answer.GetItems()[1].GetNextPageToken(), "not opened yet: the list begins at its head")

	require.Equal(t, []string{"5/0 at 0: 0+0 of 0+0, 99900 and 0, for 0self"}, allInWords(h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 5}).GetItems()))
	unknown := h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 99})
	require.Equal(t, []string{"99/0 at 0: 1+0 of 1+0, 0 and 0, for 0", "7/99 at 1: 0+0 of 0+0, 0 and 0, for 0"}, allInWords(unknown.GetItems()))
	require.Nil(t, unknown.GetItems()[0].GetCustomer(), "only named so far")
	_, err = h.referrals().GetReferralTree(h.ctx, &salesv1.GetReferralTreeRequest{CustomerId: 4711})
	require.Equal(t, codes.NotFound, status.Code(err))
	for _, wrong := range []*salesv1.GetReferralTreeRequest{{}, {CustomerId: 1, Depth: 7}, {CustomerId: 1, Children: 201}} {
		_, err = h.referrals().GetReferralTree(h.ctx, wrong)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

// Customers who invited each other in a circle, who are wiped, and who vanish.
func TestBranchesFollowTheSource(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := in2026(3, 2)
	h.publish(people(10, invitedBy(3, 1, at), invitedBy(1, 2, at), invitedBy(2, 3, at), invitedBy(3, 4, at)), ledger(10, deposit(1, 4, 10_00, "yookassa", at)))
	h.branched()
	require.Equal(t, []string{"1/0 at 0: 1+0 of 3+1, 0 and 1000, for 0loop", "2/1 at 1: 1+0 of 2+1, 0 and 1000, for 0", "3/2 at 2: 1+1 of 1+1, 0 and 1000, for 0",
		"4/3 at 3: 0+0 of 0+0, 1000 and 0, for 0"}, allInWords(h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 1, Depth: 6}).GetItems()))

	h.publish(people(11, person(2, 1002, "wiped", at)), ledger(11, deposit(2, 4, 5_00, "yookassa", at), refund(3, 4, 1_00, "apple_iap", at)))
	h.branched()
	require.Equal(t, []string{"2/0 at 0: 1+0 of 3+1, 0 and 1400, for 0", "3/2 at 1: 2+1 of 2+1, 0 and 1400, for 0", "4/3 at 2: 0+0 of 0+0, 1400 and 0, for 0",
		"1/3 at 2: 0+0 of 0+0, 0 and 0, for 0"}, allInWords(h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 2}).GetItems()))

	gone := people(12)
	gone.Header.Gone, gone.Header.Moved = []int64{3}, []int64{4}
	h.publish(gone)
	h.branched()
	answer := h.tree(&salesv1.GetReferralTreeRequest{CustomerId: 2})
	require.Equal(t, []string{"2/0 at 0: 1+0 of 2+0, 0 and 0, for 0", "3/2 at 1: 1+0 of 1+0, 0 and 0, for 0", "1/3 at 2: 0+0 of 0+0, 0 and 0, for 0"}, allInWords(answer.GetItems()))
	require.NotNil(t, answer.GetItems()[1].GetCustomer().GetGoneAt(), "destroyed at the source, still an inviter")
}

func (h *shop) graph(q *salesv1.GetReferralGraphRequest) *salesv1.GetReferralGraphResponse {
	h.t.Helper()
	answer, err := h.referrals().GetReferralGraph(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

func drawn(answer *salesv1.GetReferralGraphResponse) []string {
	texts := []string{fmt.Sprint(answer.GetNodes(), "+", answer.GetEdges(), " of ", answer.GetTotalNodes(), "+", answer.GetTotalEdges(), ", without ",
		answer.GetLeftOutNodes(), "+", answer.GetLeftOutEdges())}
	for _, n := range answer.GetItems() {
		text := fmt.Sprint(n.GetId(), "/", n.GetParentId(), " at ", n.GetDepth(), " ", n.GetLabel(), ": ", n.GetInvited(), " of ", n.GetBranchSize(), ", ", n.GetNetKopeks(), " and ",
			n.GetBranchNetKopeks())
		if n.GetOutside() {
			text += " outside"
		}
		texts = append(texts, text)
	}
	return texts
}

func TestReferralGraph(t *testing.T) {
	t.Parallel()
	h := referralShop(t)
	h.branched()
	boss, two := "1/0 at 0 @boss: 3 of 4, 1000 and 41000", "2/1 at 1 @guest2: 1 of 1, 10000 and 4000"
	require.Equal(t, []string{"7+5 of 7+5, without 0+0", boss, "99/0 at 0 : 1 of 1, 0 and 0", two, "7/99 at 1 @guest7: 0 of 0, 0 and 0", "6/2 at 2 @guest6: 0 of 0, 4000 and 0",
		"4/1 at 1 @guest4: 0 of 0, 27000 and 0", "3/1 at 1 @guest3: 0 of 0, 0 and 0"}, drawn(h.graph(&salesv1.GetReferralGraphRequest{})))
	require.Equal(t, []string{"3+1 of 7+5, without 4+4", boss, "99/0 at 0 : 1 of 1, 0 and 0", two}, drawn(h.graph(&salesv1.GetReferralGraphRequest{Limit: 3})))
	root := proto.Int64(2)
	require.Equal(t, []string{"2+1 of 2+1, without 0+0", "2/0 at 0 @guest2: 1 of 1, 10000 and 4000", "6/2 at 1 @guest6: 0 of 0, 4000 and 0"},
		drawn(h.graph(&salesv1.GetReferralGraphRequest{Root: root})))
	require.Equal(t, []string{"1+0 of 1+0, without 0+0", "6/0 at 0 @guest6: 0 of 0, 4000 and 0"}, drawn(h.graph(&salesv1.GetReferralGraphRequest{Root: proto.Int64(6)})))
	require.Equal(t, []string{"1+0 of 1+0, without 0+0", "5/0 at 0 @guest5: 0 of 0, 0 and 0"}, drawn(h.graph(&salesv1.GetReferralGraphRequest{Root: proto.Int64(5)})))
	require.Equal(t, []string{"2+1 of 2+1, without 0+0", boss + " outside", "4/1 at 1 @guest4: 0 of 0, 27000 and 0"},
		drawn(h.graph(&salesv1.GetReferralGraphRequest{From: "2026-02-01", To: "2026-03-01"})), "who came in February")
	require.Equal(t, []string{"2+1 of 2+1, without 0+0", boss + " outside", "3/1 at 1 @guest3: 0 of 0, 0 and 0"},
		drawn(h.graph(&salesv1.GetReferralGraphRequest{Root: proto.Int64(1), From: "2026-03-03", To: "2026-03-04"})))
	_, err := h.referrals().GetReferralGraph(h.ctx, &salesv1.GetReferralGraphRequest{Root: proto.Int64(4711)})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = h.referrals().GetReferralGraph(h.ctx, &salesv1.GetReferralGraphRequest{From: "2026-03-03", To: "2026-03-01"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

// All pages of a graph show one moment, whatever happens while they are read.
func TestGraphPagesShowOneMoment(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	batch := people(10, person(1, 1001, "boss", in2026(1, 1)))
	for id := int64(2); id <= 500; id++ {
		batch.Rows = append(batch.Rows, invitedBy(1, id, in2026(2, 1)))
	}
	h.publish(batch)
	h.branched()
	first := h.graph(&salesv1.GetReferralGraphRequest{PageSize: 150})
	require.Len(t, first.GetItems(), 200, "in steps of 200")
	more := people(11)
	for id := int64(501); id <= 600; id++ {
		more.Rows = append(more.Rows, invitedBy(id-1, id, in2026(2, 2)))
	}
	h.publish(more)
	h.branched()
	ids := map[int64]bool{}
	page := first
	for {
		for _, n := range page.GetItems() {
			require.True(t, n.GetId() == 1 || ids[n.GetParentId()], "an inviter comes first")
			ids[n.GetId()] = true
		}
		require.Equal(t, first.GetDrawnAt().AsTime(), page.GetDrawnAt().AsTime())
		if page.GetNextPageToken() == "" {
			break
		}
		page = h.graph(&salesv1.GetReferralGraphRequest{PageSize: 150, PageToken: page.GetNextPageToken()})
	}
	require.Len(t, ids, 500)
	require.Equal(t, int32(500), h.graph(&salesv1.GetReferralGraphRequest{}).GetTotalNodes(), "fresh enough for who asks the same")
	rest := h.graph(&salesv1.GetReferralGraphRequest{AfterId: proto.Int64(first.GetItems()[9].GetId()), PageSize: 200})
	require.Equal(t, first.GetItems()[10].GetId(), rest.GetItems()[0].GetId())
	require.Len(t, rest.GetItems(), 190)

	h.clock.Add(time.Minute.Microseconds())
	require.Equal(t, int32(600), h.graph(&salesv1.GetReferralGraphRequest{}).GetTotalNodes())
	h.clock.Add(time.Hour.Microseconds())
	_, err := h.referrals().GetReferralGraph(h.ctx, &salesv1.GetReferralGraphRequest{PageToken: first.GetNextPageToken()})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	require.ErrorContains(t, err, "begin again")
	_, err = h.referrals().GetReferralGraph(h.ctx, &salesv1.GetReferralGraphRequest{Limit: 10, PageToken: first.GetNextPageToken()})
	require.ErrorContains(t, err, "another filter")
}

// A hub with very many invited and a long chain cost what is shown of them.
func TestBranchesReadNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 100_000, 1_000, 20_000)
	// 7 invited a third of the shop; another third forms trees of five; 1,000 make a chain.
	fill(t, s.db, `UPDATE sales.customers SET referred_by_id = CASE WHEN id <= 1000 THEN nullif(id - 1, 0) WHEN id % 3 = 0 THEN 7 WHEN id % 3 = 1 THEN id / 5 END`)
	fill(t, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) SELECT array_agg(id), now() FROM sales.customers GROUP BY id / 2048`)
	for n := 1; n > 0; {
		var err error
		n, err = s.referrals.CountSomeBranches(t.Context())
		require.NoError(t, err)
	}
	settle(t, s.db, "customers", "referral_branches")
	r := s.referrals
	for _, q := range []*salesv1.GetReferralTreeRequest{{CustomerId: 7}, {CustomerId: 500, Depth: 6}} {
		s.requireQuestionByIndexes("tree", func(ctx context.Context) error { return second(r.GetReferralTree(ctx, q)) })
	}
	invited := &salesv1.ListInvitedRequest{CustomerId: 7}
	s.requireListByIndexes("invited", invited, 90_000, func(ctx context.Context) error { return second(r.ListInvited(ctx, invited)) })
	for _, q := range []*salesv1.GetReferralGraphRequest{{Limit: 100}, {Root: proto.Int64(900)}, {From: "2026-03-15", To: "2026-03-16"}} {
		s.requireQuestionByIndexes("graph", func(ctx context.Context) error { return second(r.GetReferralGraph(ctx, q)) })
	}
	answer, err := r.GetReferralTree(t.Context(), &salesv1.GetReferralTreeRequest{CustomerId: 999, Depth: 6, Children: 200})
	require.NoError(t, err)
	require.Len(t, answer.GetAncestors(), 100)
	require.True(t, answer.GetAncestorsCut())
	require.Equal(t, int64(998), answer.GetAncestors()[99].GetCustomerId())
	answer, err = r.GetReferralTree(t.Context(), &salesv1.GetReferralTreeRequest{CustomerId: 7, Depth: 6, Children: 200})
	require.NoError(t, err)
	require.True(t, answer.GetCut() || len(answer.GetItems()) < 1000)
	require.Less(t, proto.Size(answer), 900<<10)
	graph, err := r.GetReferralGraph(t.Context(), &salesv1.GetReferralGraphRequest{})
	require.NoError(t, err)
	require.Less(t, proto.Size(graph), 900<<10)
	require.Len(t, graph.GetItems(), 2000)
	fill(t, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) VALUES ('{50000, 60000}', now())`)
	s.requireQuestionByIndexes("the way up", func(ctx context.Context) error { return second(s.referrals.CountSomeBranches(ctx)) })
}
