package referrals

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// graphSource is what a graph shows: customers s with an inviter and whether they are shown for others only, counted and read with their branches b.
type graphSource struct{ with, from, parent, outside, count string }

const (
	below = `
WITH RECURSIVE below AS (
	SELECT customer_id, NULL::bigint AS parent_id FROM sales.referral_branches WHERE customer_id = @root
	UNION ALL SELECT b.customer_id, b.parent_id FROM below JOIN sales.referral_branches b ON b.parent_id = below.customer_id), `
	// came are the invitations of a time; the inviters are shown with those who came by them.
	came = `came AS (
	SELECT b.customer_id, b.parent_id FROM sales.customers c JOIN sales.referral_branches b ON b.customer_id = c.id
	WHERE c.referred_by_id IS NOT NULL AND c.created_at >= @from AND c.created_at < @to AND b.parent_id IS NOT NULL`
	theirInviters = `), shown AS (
	SELECT customer_id, parent_id, false AS outside FROM came UNION ALL
	SELECT DISTINCT parent_id, NULL::bigint, true FROM came WHERE NOT EXISTS (SELECT FROM came too WHERE too.customer_id = came.parent_id))`
	withShown   = ` FROM shown s JOIN sales.referral_branches b USING (customer_id)`
	countShown  = ` SELECT count(*)::integer, count(parent_id)::integer FROM shown`
	countBranch = `SELECT 1 + size, size FROM sales.referral_branches WHERE customer_id = @root`
	countShop   = `
SELECT (count(*) + coalesce(sum(size), 0))::integer, coalesce(sum(size), 0)::integer FROM sales.referral_branches WHERE parent_id IS NULL`
)

// graphSourceOf is whom to show: of one branch or all, of one time or all.
func graphSourceOf(branch, dated bool) graphSource {
	source := graphSource{from: withShown, parent: "s.parent_id", outside: "s.outside"}
	switch {
	case branch && dated:
		source.with = below + came + ` AND b.customer_id IN (SELECT customer_id FROM below WHERE parent_id IS NOT NULL)` + theirInviters
	case dated:
		source.with = ` WITH ` + came + theirInviters
	case branch:
		source.with, source.count = below+`shown AS (SELECT customer_id, parent_id, false AS outside FROM below)`, countBranch
	default:
		source = graphSource{from: ` FROM sales.referral_branches b`, parent: "b.parent_id", outside: "false", count: countShop}
	}
	if source.count == "" {
		source.count = source.with + countShown
	}
	return source
}

func (source graphSource) query() string {
	return source.with + `
SELECT g.customer_id AS id, g.parent_id, g.outside, g.payments > 0 AS paid, g.net_kopeks, g.invited, g.size, g.branch_kopeks, r.campaign_id,
	c.telegram_id, c.username, c.first_name, c.last_name, c.email, c.gone_at IS NOT NULL AS gone
FROM (SELECT b.customer_id, ` + source.parent + ` AS parent_id, ` + source.outside + ` AS outside, b.payments, b.net_kopeks, b.invited, b.size, b.branch_kopeks
	` + source.from + ` ORDER BY b.size DESC, b.customer_id DESC LIMIT @limit) g
LEFT JOIN LATERAL (SELECT telegram_id, username, first_name, last_name, email, gone_at FROM sales.customers WHERE id = g.customer_id LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT campaign_id FROM sales.campaign_registrations WHERE customer_id = g.customer_id ORDER BY created_at, id LIMIT 1) r ON true
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
	graph := &salesv1.GetReferralGraphResponse{DrawnAt: timestamppb.New(s.now()), Definitions: branchDefinitions[:4], CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
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
	err := tx.QueryRow(ctx, source.count, args).Scan(&graph.TotalNodes, &graph.TotalEdges)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) { // of a customer without a branch
		return fmt.Errorf("count a graph: %w", err)
	}
	rows, err := tx.Query(ctx, source.query(), args)
	if err != nil {
		return fmt.Errorf("draw a graph: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[graphRow])
	if err != nil {
		return fmt.Errorf("draw a graph: %w", err)
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
