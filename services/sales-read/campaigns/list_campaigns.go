package campaigns

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// definitions are ids of docs/metrics.md.
var definitions = []string{"campaign_registrations", "campaign_trials", "campaign_payers", "campaign_net_cash", "campaign_bonuses", "campaign_commissions", "campaign_promos",
	"campaign_spend", "campaign_channel_spend", "campaign_costs", "campaign_roi", "campaign_cac", "campaign_payback_day"}

const selectCampaigns = `
SELECT k.id, k.name, k.start_parameter, k.bonus_type, k.is_active, k.partner_id, k.created_at, k.gone_at FROM sales.campaigns k`

// campaignRow is one campaign of the bot.
type campaignRow struct {
	ID             int64
	Name           string
	StartParameter string
	BonusType      string
	IsActive       bool
	PartnerID      *int64
	CreatedAt      time.Time
	GoneAt         *time.Time
}

func (row campaignRow) message(e *effect) *salesv1.Campaign {
	return &salesv1.Campaign{Id: row.ID, Name: row.Name, StartParameter: row.StartParameter, BonusType: row.BonusType, IsActive: row.IsActive,
		PartnerId: row.PartnerID, CreatedAt: ask.Stamp(&row.CreatedAt), GoneAt: ask.Stamp(row.GoneAt), Figures: e.figures()}
}

// campaignKey is what the list is sorted by, largest first.
func campaignKey(sort string, c *salesv1.Campaign) int64 {
	f := c.GetFigures()
	switch sort {
	case "created_asc":
		return -c.GetCreatedAt().AsTime().UnixMicro()
	case "registrations_desc":
		return int64(f.GetRegistrations())
	case "payers_desc":
		return int64(f.GetPayers())
	case "net_cash_desc":
		return f.GetNetCashKopeks()
	case "spend_desc":
		if f.SpendKopeks == nil {
			return math.MinInt64
		}
		return f.GetSpendKopeks()
	case "roi_desc":
		if f.Roi == nil {
			return math.MinInt64
		}
		return int64(f.GetRoi() * 1e6)
	}
	return c.GetCreatedAt().AsTime().UnixMicro()
}

// ListCampaigns lists campaigns with what those who came in the period brought. A shop has few campaigns: all of them are added up for every
// page, because the order may depend on it.
func (s *Server) ListCampaigns(ctx context.Context, q *salesv1.ListCampaignsRequest) (*salesv1.ListCampaignsResponse, error) {
	from, to, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	hash := ask.FilterHash(q)
	after, err := ask.DecodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	mark, err := s.read.Watermark(ctx, entities())
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListCampaignsResponse{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, Definitions: definitions}
	var all []*salesv1.Campaign
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		var effects map[int64]*effect
		if all, effects, err = s.campaigns(ctx, tx, campaignFilter(q), from, to); err != nil {
			return err
		}
		answer.Totals = sumOf(effects).figures()
		answer.ChannelSpendKopeks, err = s.channelSpend(ctx, tx, from, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	if ask.Counted(q) {
		answer.Total, answer.TotalCapped = int32(min(len(all), ask.CountTo)), len(all) > ask.CountTo
	}
	return answer, pageOfCampaigns(answer, all, q, hash, after)
}

// campaigns reads the campaigns of a filter and what they brought.
func (s *Server) campaigns(ctx context.Context, tx pgx.Tx, f *ask.Filter, from, to *time.Time) ([]*salesv1.Campaign, map[int64]*effect, error) {
	rows, err := tx.Query(ctx, selectCampaigns+f.Where(), f.Args)
	if err != nil {
		return nil, nil, fmt.Errorf("list campaigns: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaignRow])
	if err != nil {
		return nil, nil, fmt.Errorf("list campaigns: %w", err)
	}
	ids := make([]int64, 0, len(list))
	for _, row := range list {
		ids = append(ids, row.ID)
	}
	effects, err := s.effects(ctx, tx, ids, from, to)
	if err != nil {
		return nil, nil, err
	}
	all := make([]*salesv1.Campaign, 0, len(list))
	for _, row := range list {
		all = append(all, row.message(effects[row.ID]))
	}
	return all, effects, nil
}

func campaignFilter(q *salesv1.ListCampaignsRequest) *ask.Filter {
	f := ask.NewFilter()
	if q.Active != nil {
		f.Add(`(k.is_active AND k.gone_at IS NULL) = @active`, pgx.NamedArgs{"active": q.GetActive()})
	}
	ask.OneOf(f, "k.bonus_type", "bonus_type", q.GetBonusType())
	if q.PartnerId != nil {
		f.Add(`k.partner_id = @partner`, pgx.NamedArgs{"partner": q.GetPartnerId()})
	}
	if asked := strings.TrimSpace(ask.OneLine(q.GetText())); asked != "" {
		f.Add(`k.search LIKE @text`, pgx.NamedArgs{"text": "%" + ask.LikePattern(asked) + "%"})
	}
	return f
}

// pageOfCampaigns cuts the page after the position, which holds the sort key in the place of microseconds.
func pageOfCampaigns(answer *salesv1.ListCampaignsResponse, all []*salesv1.Campaign, q *salesv1.ListCampaignsRequest, hash [8]byte, after *ask.Position) error {
	key := func(c *salesv1.Campaign) int64 { return campaignKey(q.GetSort(), c) }
	slices.SortFunc(all, func(a, b *salesv1.Campaign) int {
		return cmp.Or(cmp.Compare(key(b), key(a)), cmp.Compare(b.GetId(), a.GetId()))
	})
	if q.AfterId != nil {
		at := slices.IndexFunc(all, func(c *salesv1.Campaign) bool { return c.GetId() == q.GetAfterId() })
		switch {
		case q.GetPageToken() != "":
			return rpc.Invalid("after_id", "leave it out when there is a page_token: the token says where the page begins")
		case at < 0:
			return rpc.Invalid("after_id", "there is no row %d: begin again without it", q.GetAfterId())
		}
		all = all[at+1:]
	}
	if after != nil {
		reached := func(c *salesv1.Campaign) bool {
			return cmp.Or(cmp.Compare(key(c), after.At.UnixMicro()), cmp.Compare(c.GetId(), after.ID)) < 0
		}
		at := slices.IndexFunc(all, reached)
		if at < 0 {
			at = len(all)
		}
		all = all[at:]
	}
	size := ask.PageSize(q.GetPageSize())
	if len(all) > size {
		all = all[:size]
		last := all[size-1]
		answer.NextPageToken = ask.EncodeToken(hash, ask.Position{At: time.UnixMicro(key(last)), ID: last.GetId()})
	}
	answer.Items = all
	return nil
}
