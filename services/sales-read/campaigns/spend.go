package campaigns

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/campaign"
)

const (
	selectSpendOf      = `SELECT campaign_id, first_day, last_day, amount_kopeks FROM sales.campaign_spend_now WHERE campaign_id = ANY($1) AND NOT deleted`
	selectChannelSpend = `SELECT 0::bigint, first_day, last_day, amount_kopeks FROM sales.campaign_spend_now WHERE campaign_id IS NULL AND NOT deleted`
	selectSpend        = `
SELECT s.id, s.version, s.campaign_id, s.channel, s.first_day, s.last_day, s.amount_kopeks, s.note, s.deleted, s.author_name, s.changed_at, s.import_id, k.name AS campaign_name`
	fromSpend = ` FROM sales.campaign_spend_now s LEFT JOIN sales.campaigns k ON k.id = s.campaign_id`
)

// addSpend adds the part of each entry's days that lies in the period.
func (s *Server) addSpend(ctx context.Context, tx pgx.Tx, effects map[int64]*effect, from, to *time.Time) error {
	return s.spendWithin(ctx, tx, from, to, func(id, kopeks int64) {
		effects[id].spent = true
		effects[id].spend += kopeks
	}, selectSpendOf, slices.Collect(maps.Keys(effects)))
}

// channelSpend is what the period cost beside the bot's campaigns.
func (s *Server) channelSpend(ctx context.Context, tx pgx.Tx, from, to *time.Time) (sum int64, err error) {
	err = s.spendWithin(ctx, tx, from, to, func(_, kopeks int64) { sum += kopeks }, selectChannelSpend)
	return sum, err
}

// spendWithin visits entries of the ledger with the part of their days that lies in the period.
func (s *Server) spendWithin(ctx context.Context, tx pgx.Tx, from, to *time.Time, visit func(id, kopeks int64), query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("add up spend: %w", err)
	}
	var id, kopeks int64
	var first, last time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &first, &last, &kopeks}, func() error {
		days := daysBetween(first, last) + 1
		begin, end := 0, days
		if from != nil {
			begin = max(begin, daysBetween(first, s.dayFrom(*from)))
		}
		if to != nil {
			end = min(end, daysBetween(first, s.dayFrom(*to)))
		}
		if begin < end {
			visit(id, campaign.Share(kopeks, days, begin, end))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("add up spend: %w", err)
	}
	return nil
}

// spendRow is the current version of one entry of the ledger.
type spendRow struct {
	ID           int64
	Version      int32
	CampaignID   *int64
	Channel      string
	FirstDay     time.Time
	LastDay      time.Time
	AmountKopeks int64
	Note         string
	Deleted      bool
	AuthorName   string
	ChangedAt    time.Time
	ImportID     *int64
	CampaignName *string
}

func (row spendRow) message() *salesv1.CampaignSpend {
	return &salesv1.CampaignSpend{Id: row.ID, Version: row.Version, CampaignId: row.CampaignID, Channel: row.Channel, CampaignName: row.CampaignName,
		FirstDay: row.FirstDay.Format(time.DateOnly), LastDay: row.LastDay.Format(time.DateOnly), AmountKopeks: row.AmountKopeks, Note: row.Note,
		AuthorName: row.AuthorName, ChangedAt: ask.Stamp(&row.ChangedAt), Deleted: row.Deleted, ImportId: row.ImportID}
}

// ListCampaignSpend lists the ledger, the latest entry first.
func (s *Server) ListCampaignSpend(ctx context.Context, q *salesv1.ListCampaignSpendRequest) (*salesv1.ListCampaignSpendResponse, error) {
	f, err := spendFilter(q)
	if err != nil {
		return nil, err
	}
	list := ask.List[spendRow, *salesv1.CampaignSpend]{ID: "s.id", Page: s.spendPage, Tell: spendRow.message,
		Place: func(row spendRow) ask.Position { return ask.Position{ID: row.ID} },
		Count: func(f *ask.Filter) string {
			return `SELECT count(*) FROM (SELECT s.id` + fromSpend + f.Where() + ` LIMIT ` + ask.CountLimit + `) s`
		}}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListCampaignSpendResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped}
	if ask.Counted(q) {
		sums, err := ask.Rows[struct{ Kopeks int64 }](ctx, s.read, "the sum of spend",
			`SELECT coalesce(sum(s.amount_kopeks) FILTER (WHERE NOT s.deleted), 0)::bigint AS kopeks`+fromSpend+f.Where(), f.Args)
		if err != nil {
			return nil, err
		}
		answer.AmountKopeks = sums[0].Kopeks
	}
	return answer, nil
}

func (s *Server) spendPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]spendRow, error) {
	page := f.Clone()
	if after != nil {
		page.Add("s.id < @after_id", pgx.NamedArgs{"after_id": after.ID})
	}
	page.Args["limit"] = limit
	return ask.Rows[spendRow](ctx, s.read, "spend", selectSpend+fromSpend+page.Where()+` ORDER BY s.id DESC LIMIT @limit`, page.Args)
}

func spendFilter(q *salesv1.ListCampaignSpendRequest) (*ask.Filter, error) {
	f := ask.NewFilter()
	if q.CampaignId != nil {
		f.Add("s.campaign_id = @campaign", pgx.NamedArgs{"campaign": q.GetCampaignId()})
	}
	if q.GetChannels() {
		f.Add("s.campaign_id IS NULL", nil)
	}
	if q.ImportId != nil {
		f.Add("s.import_id = @import", pgx.NamedArgs{"import": q.GetImportId()})
	}
	if !q.GetDeleted() {
		f.Add("NOT s.deleted", nil)
	}
	if asked := strings.TrimSpace(ask.OneLine(q.GetText())); asked != "" {
		f.Add("(lower(s.channel) LIKE @text OR lower(s.note) LIKE @text OR k.search LIKE @text)", pgx.NamedArgs{"text": "%" + ask.LikePattern(asked) + "%"})
	}
	for _, border := range []struct{ field, value, clause string }{
		{"from", q.GetFrom(), "s.last_day >= @from"}, {"to", q.GetTo(), "s.first_day < @to"},
	} {
		if border.value == "" {
			continue
		}
		day, err := readDay(border.value)
		if err != nil {
			return nil, rpc.Invalid(border.field, "%q is no day: write YYYY-MM-DD", border.value)
		}
		f.Add(border.clause, pgx.NamedArgs{border.field: day})
	}
	return f, nil
}

// readDay reads a calendar day.
func readDay(value string) (time.Time, error) { return time.Parse(time.DateOnly, value) }
