package referrals

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// graphSource is what a graph shows: branches b, the inviter they are shown below, whether they are shown for others only, and how many nodes and edges there are.
type graphSource struct{ with, from, parent, outside, nodes, edges string }

const (
	figures = `b.customer_id, b.parent_id, b.payments, b.net_kopeks, b.invited, b.size, b.branch_kopeks`
	below   = `
WITH RECURSIVE below AS (
	SELECT customer_id, NULL::bigint AS inviter FROM sales.referral_branches WHERE customer_id = @root
	UNION ALL SELECT b.customer_id, b.parent_id FROM below JOIN sales.referral_branches b ON b.parent_id = below.customer_id), `
	// came are the invitations of a time; the inviters are shown with those who came by them.
	came = `came AS (
	SELECT ` + figures + ` FROM sales.customers c JOIN sales.referral_branches b ON b.customer_id = c.id
	WHERE c.referred_by_id IS NOT NULL AND c.created_at >= @from AND c.created_at < @to AND b.parent_id IS NOT NULL`
	theirInviters = `), others AS (
	SELECT DISTINCT parent_id AS id FROM came WHERE NOT EXISTS (SELECT FROM came too WHERE too.customer_id = came.parent_id)
), shown AS (
	SELECT ` + figures + `, b.parent_id AS inviter, false AS outside FROM came b UNION ALL
	SELECT ` + figures + `, NULL, true FROM others JOIN sales.referral_branches b ON b.customer_id = others.id)`
)

// graphSourceOf is whom to show: of one branch or all, of one time or all.
func graphSourceOf(branch, dated bool) graphSource {
	source := graphSource{from: ` FROM shown b`, parent: "b.inviter", outside: "b.outside", nodes: "count(*) OVER ()", edges: "count(b.inviter) OVER ()"}
	switch {
	case branch && dated:
		source.with = below + came + ` AND b.customer_id IN (SELECT customer_id FROM below WHERE inviter IS NOT NULL)` + theirInviters
	case dated:
		source.with = ` WITH ` + came + theirInviters
	case branch:
		source = graphSource{with: below[:len(below)-len(`, `)], from: ` FROM below JOIN sales.referral_branches b USING (customer_id)`, parent: "below.inviter", outside: "false",
			nodes: `(SELECT 1 + size FROM sales.referral_branches WHERE customer_id = @root)`, edges: `(SELECT size FROM sales.referral_branches WHERE customer_id = @root)`}
	default:
		source = graphSource{from: ` FROM sales.referral_branches b`, parent: "b.parent_id", outside: "false",
			nodes: `(SELECT count(*) + sum(size) FROM sales.referral_branches WHERE parent_id IS NULL)`, edges: `(SELECT sum(size) FROM sales.referral_branches WHERE parent_id IS NULL)`}
	}
	return source
}

func (source graphSource) query() string {
	return source.with + `
SELECT g.customer_id AS id, g.inviter AS parent_id, g.outside, g.payments > 0 AS paid, g.net_kopeks, g.invited, g.size, g.branch_kopeks, r.campaign_id,
	c.telegram_id, c.username, c.first_name, c.last_name, c.email, c.gone_at IS NOT NULL AS gone, g.nodes, g.edges
FROM (SELECT ` + figures + `, ` + source.parent + ` AS inviter, ` + source.outside + ` AS outside,
	(` + source.nodes + `)::integer AS nodes, (` + source.edges + `)::integer AS edges` + source.from + ` ORDER BY b.size DESC, b.customer_id DESC LIMIT @limit) g
LEFT JOIN LATERAL (SELECT telegram_id, username, first_name, last_name, email, gone_at FROM sales.customers WHERE id = g.customer_id LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT campaign_id FROM sales.first_touches WHERE customer_id = g.customer_id LIMIT 1) r ON true
ORDER BY g.size DESC, g.customer_id DESC`
}

// farAway ends a time without an end.
var farAway = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

type graphRow struct {
	ID           int64
	ParentID     *int64
	Outside      bool
	Paid         bool
	NetKopeks    int64
	Invited      int32
	Size         int32
	BranchKopeks int64
	CampaignID   *int64
	TelegramID   *int64
	Username     *string
	FirstName    *string
	LastName     *string
	Email        *string
	Gone         bool
	Nodes        int32
	Edges        int32
}

// labelLength keeps an odd name from making a page too large.
const labelLength = 64

// label is what one calls a customer: empty while their row has not arrived.
func (row graphRow) label() string {
	handle, number := "", ""
	if ask.Value(row.Username) != "" {
		handle = "@" + *row.Username
	}
	if row.TelegramID != nil {
		number = strconv.FormatInt(*row.TelegramID, 10)
	}
	label := cmp.Or(strings.TrimSpace(ask.Value(row.FirstName)+" "+ask.Value(row.LastName)), handle, ask.Value(row.Email), number)
	if letters := []rune(label); len(letters) > labelLength {
		label = string(letters[:labelLength-1]) + "…"
	}
	return label
}

// draw reads what a graph shows, all of one moment.
func (s *Server) draw(ctx context.Context, q *salesv1.GetReferralGraphRequest) (*salesv1.GetReferralGraphResponse, error) {
	from, to, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	mark, err := s.branchMark(ctx, referralEntities())
	if err != nil {
		return nil, err
	}
	graph := &salesv1.GetReferralGraphResponse{DrawnAt: timestamppb.New(s.mark.Now()), Definitions: branchDefinitions[:4], CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	args := pgx.NamedArgs{"limit": cmp.Or(q.GetLimit(), graphNodes)}
	source := graphSourceOf(q.Root != nil, from != nil || to != nil)
	args["root"], args["from"], args["to"] = q.GetRoot(), ask.Value(from), cmp.Or(ask.Value(to), farAway)
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := readGraph(ctx, tx, source, args, graph); err != nil {
			return err
		}
		if q.Root != nil && len(graph.GetItems()) == 0 {
			return rootAlone(ctx, tx, q.GetRoot(), graph)
		}
		return nil
	})
	return graph, err
}

func readGraph(ctx context.Context, tx pgx.Tx, source graphSource, args pgx.NamedArgs, graph *salesv1.GetReferralGraphResponse) error {
	list, err := ask.Structs[graphRow](ctx, tx, "a graph", source.query(), args)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		graph.TotalNodes, graph.TotalEdges = list[0].Nodes, list[0].Edges
	}
	depth := make(map[int64]int32, len(list))
	for _, row := range list {
		node := &salesv1.ReferralGraphNode{Id: row.ID, ParentId: row.ParentID, Label: row.label(), Paid: row.Paid, NetKopeks: row.NetKopeks, Invited: row.Invited,
			BranchSize: row.Size, BranchNetKopeks: row.BranchKopeks, CampaignId: row.CampaignID, Gone: row.Gone, Outside: row.Outside}
		if node.ParentId != nil {
			node.Depth = depth[node.GetParentId()] + 1 // inviters came before: their branches are larger
			graph.Edges++
		}
		depth[node.GetId()] = node.GetDepth()
		graph.Items = append(graph.Items, node)
	}
	graph.Nodes = int32(len(list))
	graph.LeftOutNodes, graph.LeftOutEdges = graph.GetTotalNodes()-graph.GetNodes(), graph.GetTotalEdges()-graph.GetEdges()
	return nil
}

// rootAlone shows a customer in whose branch nobody is, or came in the time asked for. NotFound if nobody has ever spoken of them.
func rootAlone(ctx context.Context, tx pgx.Tx, root int64, graph *salesv1.GetReferralGraphResponse) error {
	rows, err := nodes(ctx, tx, []int64{root})
	if err != nil {
		return err
	}
	row := rows[0]
	if !row.known() {
		return status.Errorf(codes.NotFound, "there is no customer %d; a new one appears within seconds of the registration in the bot", root)
	}
	label := graphRow{TelegramID: row.TelegramID, Username: row.Username, FirstName: row.FirstName, LastName: row.LastName, Email: row.Email}.label()
	graph.Items = []*salesv1.ReferralGraphNode{{Id: root, Label: label, Paid: row.Paid, NetKopeks: row.NetKopeks, Invited: row.Invited, BranchSize: row.Size,
		BranchNetKopeks: row.BranchKopeks, Gone: row.CustomerGone != nil}}
	graph.Nodes, graph.TotalNodes = 1, 1
	return nil
}
