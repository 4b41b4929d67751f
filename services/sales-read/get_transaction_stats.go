package salesread

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

const defaultDays = ask.DefaultDays

// GetTransactionStats answers the cash of a period, by bucket and by gateway, beside the equal period before.
func (s *service) GetTransactionStats(ctx context.Context, q *salesv1.GetTransactionStatsRequest) (*salesv1.GetTransactionStatsResponse, error) {
	if slices.Contains(q.GetGateway(), cash.WholeDay) {
		return nil, rpc.Invalid("gateway", "is empty: name a gateway, or leave the parameter out for all")
	}
	now := s.now()
	asked, err := s.read.Period(q.GetFrom(), q.GetTo(), now)
	if err != nil {
		return nil, err
	}
	unit := period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay)))
	buckets, err := asked.Buckets(unit, s.days.Zone)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	previous := asked.Previous(s.days.Zone)
	before, err := previous.Buckets(unit, s.days.Zone)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	mark, err := s.read.Watermark(ctx, cash.Entities)
	if err != nil {
		return nil, err
	}
	current, earlier := cash.NewStats(buckets, q.GetGateway(), true), cash.NewStats(before, q.GetGateway(), false)
	current.Daily = unit == period.ByDay
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := current.Read(ctx, tx, s.days, asked); err != nil {
			return err
		}
		return earlier.Read(ctx, tx, s.days, previous)
	})
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetTransactionStatsResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.days.Zone.String(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
		Definitions: []string{"cash_in", "cash_refunds", "net_cash", "average_check", "payers"}}
	if answer.Methods, answer.Cash, err = current.Methods(); err != nil {
		return nil, err
	}
	if answer.Previous, err = earlier.Total().Answer(); err != nil {
		return nil, err
	}
	if answer.Buckets, err = current.Answer(s.days.Zone, now); err != nil {
		return nil, err
	}
	answer.PreviousBuckets, err = earlier.Answer(s.days.Zone, now)
	return answer, err
}
