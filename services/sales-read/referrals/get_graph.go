package referrals

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	graphNodes = 20_000
	// graphPage is how many nodes a stored page has; an answer holds some whole ones.
	graphPage   = 200
	answerNodes = 2000
	// graphFresh is how long a graph answers who asks the same, graphKept how long its pages can be read on.
	graphFresh = 30 * time.Second
	graphKept  = 10 * time.Minute
	graphsKept = 50
)

const (
	findGraph   = `SELECT id FROM sales.referral_graphs WHERE asked = @asked AND drawn_at > @since ORDER BY drawn_at DESC LIMIT 1`
	selectGraph = `SELECT head FROM sales.referral_graphs WHERE id = @id AND drawn_at > @since`
	selectPages = `SELECT nodes FROM sales.referral_graph_nodes WHERE graph_id = @id AND page >= @page AND page < @page + @pages ORDER BY page`
	insertGraph = `INSERT INTO sales.referral_graphs (asked, head, drawn_at) VALUES (@asked, @head, @now) RETURNING id`
	forgetGraph = `
DELETE FROM sales.referral_graphs WHERE drawn_at <= @since OR id <= (SELECT id FROM sales.referral_graphs ORDER BY id DESC OFFSET @keep LIMIT 1)`
)

// GetReferralGraph answers who invited whom, the largest branches first. The first page draws the graph and keeps it, the others read it on: all
// show one moment.
func (s *Server) GetReferralGraph(ctx context.Context, q *salesv1.GetReferralGraphRequest) (*salesv1.GetReferralGraphResponse, error) {
	if _, _, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo()); err != nil {
		return nil, err
	}
	hash := ask.FilterHash(q)
	if q.GetPageToken() != "" && q.AfterId != nil {
		return nil, rpc.Invalid("after_id", "leave it out when there is a page_token: the token says where the page begins")
	}
	place, err := ask.DecodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	var id, page int64
	if place != nil {
		id, page = place.At.UnixMicro(), place.ID
	} else if id, err = s.drawnGraph(ctx, q, hash); err != nil {
		return nil, err
	}
	head, err := s.graphHead(ctx, id)
	if err != nil {
		return nil, err
	}
	skip := 0
	if q.AfterId != nil {
		place, err := s.placeInGraph(ctx, id, q.GetAfterId())
		if err != nil {
			return nil, err
		}
		page, skip = int64(place/graphPage), place%graphPage
	}
	pages := (int64(cmp.Or(q.GetPageSize(), answerNodes)) + graphPage - 1) / graphPage
	if head.Items, err = s.graphPages(ctx, id, page, pages); err != nil {
		return nil, err
	}
	head.Items = head.Items[min(skip, len(head.Items)):]
	if (page+pages)*graphPage < int64(head.GetNodes()) {
		head.NextPageToken = ask.EncodeToken(hash, ask.Position{At: time.UnixMicro(id), ID: page + pages})
	}
	return head, nil
}

func (s *Server) graphHead(ctx context.Context, id int64) (*salesv1.GetReferralGraphResponse, error) {
	rows, err := s.db.Query(ctx, selectGraph, pgx.NamedArgs{"id": id, "since": s.mark.Now().Add(-graphKept)})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read a graph: %w", err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read a graph: %w", err))
	}
	if len(found) == 0 {
		return nil, rpc.Invalid("page_token", "the graph that this page belongs to is not kept any more: begin again without it")
	}
	head := &salesv1.GetReferralGraphResponse{}
	if err := proto.Unmarshal(found[0], head); err != nil {
		return nil, fmt.Errorf("read a graph: %w", err)
	}
	return head, nil
}

func (s *Server) graphPages(ctx context.Context, id, page, pages int64) ([]*salesv1.ReferralGraphNode, error) {
	rows, err := s.db.Query(ctx, selectPages, pgx.NamedArgs{"id": id, "page": page, "pages": pages})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read pages of a graph: %w", err))
	}
	stored, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read pages of a graph: %w", err))
	}
	part := &salesv1.GetReferralGraphResponse{}
	for _, raw := range stored {
		if err := (proto.UnmarshalOptions{Merge: true}).Unmarshal(raw, part); err != nil {
			return nil, fmt.Errorf("read pages of a graph: %w", err)
		}
	}
	return part.GetItems(), nil
}

// placeInGraph is how many nodes come up to and with this one.
func (s *Server) placeInGraph(ctx context.Context, id, node int64) (int, error) {
	all, err := s.graphPages(ctx, id, 0, graphNodes/graphPage)
	if err != nil {
		return 0, err
	}
	for n, item := range all {
		if item.GetId() == node {
			return n + 1, nil
		}
	}
	return 0, rpc.Invalid("after_id", "there is no row %d: begin again without it", node)
}

// drawnGraph is a graph that was drawn a moment ago for the same question, or a new one.
func (s *Server) drawnGraph(ctx context.Context, q *salesv1.GetReferralGraphRequest, hash [8]byte) (int64, error) {
	now := s.mark.Now()
	rows, err := s.db.Query(ctx, findGraph, pgx.NamedArgs{"asked": hash[:], "since": now.Add(-graphFresh)})
	if err != nil {
		return 0, pg.MapError(fmt.Errorf("find a graph: %w", err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, pg.MapError(fmt.Errorf("find a graph: %w", err))
	}
	if len(found) > 0 {
		return found[0], nil
	}
	graph, err := s.draw(ctx, q)
	if err != nil {
		return 0, err
	}
	return s.keep(ctx, hash, now, graph)
}

// keep stores a graph page by page and forgets old ones.
func (s *Server) keep(ctx context.Context, hash [8]byte, now time.Time, graph *salesv1.GetReferralGraphResponse) (id int64, err error) {
	items := graph.GetItems()
	graph.Items = nil
	head, err := proto.Marshal(graph)
	if err != nil {
		return 0, fmt.Errorf("keep a graph: %w", err)
	}
	var pages [][]any
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, forgetGraph, pgx.NamedArgs{"since": now.Add(-graphKept), "keep": graphsKept - 1}); err != nil {
			return fmt.Errorf("forget graphs: %w", err)
		}
		if err := tx.QueryRow(ctx, insertGraph, pgx.NamedArgs{"asked": hash[:], "head": head, "now": now}).Scan(&id); err != nil {
			return fmt.Errorf("keep a graph: %w", err)
		}
		for from := 0; from < len(items); from += graphPage {
			raw, err := proto.Marshal(&salesv1.GetReferralGraphResponse{Items: items[from:min(from+graphPage, len(items))]})
			if err != nil {
				return fmt.Errorf("keep a graph: %w", err)
			}
			pages = append(pages, []any{id, int32(from / graphPage), raw})
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "referral_graph_nodes"}, []string{"graph_id", "page", "nodes"}, pgx.CopyFromRows(pages))
		return err
	})
	return id, pg.MapError(err)
}
