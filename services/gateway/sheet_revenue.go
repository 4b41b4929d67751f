package gateway

import (
	"context"
	"slices"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// seriesOf is the CSV form of a chart: one answer, a row for each step.
func seriesOf[Q proto.Message, A, R any](ask func(context.Context, Q, ...grpc.CallOption) (A, error), steps func(A) []R, columns []column[R]) sheet {
	return sheet{header: headerOf(columns), ask: func(ctx context.Context, request proto.Message) (page, error) {
		answer, err := ask(ctx, request.(Q))
		return page{each: func(style csvStyle, write func([]string) error) error {
			record := make([]string, len(columns))
			for _, row := range steps(answer) {
				if err := write(filled(record, columns, row, style)); err != nil {
					return err
				}
			}
			return nil
		}}, err
	}}
}

// revenueStep is one step of revenue, of all groups or of one.
type revenueStep struct {
	bucket      *salesv1.RevenueBucket
	group, name string
	cash, spent int64
	// figures are of all groups; nil in a group, of which a step tells cash and consumption only.
	figures *salesv1.RevenueFigures
}

// revenueSteps are the steps, or with groups each step of each group: either way a column adds up to the whole.
func revenueSteps(answer *salesv1.GetRevenueResponse) []revenueStep {
	var rows []revenueStep
	for n, b := range answer.GetBuckets() {
		if len(answer.GetGroups()) == 0 {
			rows = append(rows, revenueStep{bucket: b, cash: b.GetFigures().GetCashInKopeks(), spent: b.GetFigures().GetConsumptionKopeks(), figures: b.GetFigures()})
		}
		for _, g := range answer.GetGroups() {
			rows = append(rows, revenueStep{bucket: b, group: g.GetKey(), name: g.GetName(), cash: g.GetCashInKopeks()[n], spent: g.GetConsumptionKopeks()[n]})
		}
	}
	return rows
}

func revenueColumns() []column[revenueStep] {
	type row = revenueStep
	type figures = salesv1.RevenueFigures
	maybe := func(name string, of func(f *figures) *int64) column[row] {
		return id(name, func(r row) *int64 {
			if r.figures == nil {
				return nil
			}
			return of(r.figures)
		})
	}
	kopeks := func(name string, of func(f *figures) int64) column[row] {
		return maybe(name, func(f *figures) *int64 { return new64(of(f)) })
	}
	people := func(name string, of func(f *figures) *int32) column[row] {
		return maybe(name, func(f *figures) *int64 {
			if n := of(f); n != nil {
				return new64(int64(*n))
			}
			return nil
		})
	}
	return slices.Concat(
		[]column[row]{words("day", func(r row) string { return r.bucket.GetDay() }), at("from", func(r row) *timestamppb.Timestamp { return r.bucket.GetFrom() }),
			at("to", func(r row) *timestamppb.Timestamp { return r.bucket.GetTo() }), flag("incomplete", func(r row) bool { return r.bucket.GetIncomplete() }),
			words("group", func(r row) string { return r.group }), words("group_name", func(r row) string { return r.name })},
		money("cash_in", func(r row) int64 { return r.cash }), money("consumption", func(r row) int64 { return r.spent }),
		[]column[row]{kopeks("cash_refunds_kopeks", (*figures).GetCashRefundsKopeks), kopeks("net_cash_kopeks", (*figures).GetNetCashKopeks),
			kopeks("payments", func(f *figures) int64 { return int64(f.GetPayments()) }),
			people("payers", func(f *figures) *int32 { return f.Payers }), people("first_time_payers", func(f *figures) *int32 { return f.FirstTimePayers }),
			maybe("average_check_kopeks", func(f *figures) *int64 { return f.AverageCheckKopeks }), maybe("arppu_kopeks", func(f *figures) *int64 { return f.ArppuKopeks }),
			kopeks("reversals_kopeks", (*figures).GetReversalsKopeks), kopeks("bonuses_kopeks", (*figures).GetBonusesKopeks),
			kopeks("manual_credits_kopeks", (*figures).GetManualCreditsKopeks)},
	)
}

func new64(n int64) *int64 { return &n }

func mrrColumns() []column[*salesv1.MrrBucket] {
	type row = *salesv1.MrrBucket
	columns := slices.Concat(
		[]column[row]{words("day", row.GetDay), at("from", row.GetFrom), at("to", row.GetTo), flag("incomplete", row.GetIncomplete)},
		money("start", row.GetStartKopeks),
	)
	for _, name := range []string{"new", "expansion", "contraction", "reactivation", "churn"} {
		columns = append(columns, money(name, func(r row) int64 {
			for _, m := range r.GetMovements() {
				if m.GetMovement() == name {
					return m.GetKopeks()
				}
			}
			return 0
		})...)
	}
	return slices.Concat(columns, money("end", row.GetEndKopeks), []column[row]{count("customers", row.GetCustomers), count("live_paid", row.GetLivePaid),
		count("live_free_active", row.GetLiveFreeActive), count("live_trial", row.GetLiveTrial)})
}

func cohortColumns() []column[*salesv1.ConversionCohort] {
	type row = *salesv1.ConversionCohort
	share := func(name string, of func(r row) *float64) column[row] {
		return column[row]{name, func(r row, style csvStyle) string {
			if v := of(r); v != nil {
				return style.decimal(strconv.FormatFloat(*v, 'f', 4, 64))
			}
			return ""
		}}
	}
	return []column[row]{words("day", row.GetDay), at("from", row.GetFrom), at("to", row.GetTo), count("people", row.GetPeople), count("converted", row.GetConverted),
		share("rate", func(r row) *float64 { return r.Rate }), share("lower", func(r row) *float64 { return r.Lower }), share("upper", func(r row) *float64 { return r.Upper }),
		flag("few", row.GetFew), flag("open", row.GetOpen), flag("incomplete", row.GetIncomplete)}
}

func conversionRowColumns() []column[*salesv1.ConversionRow] {
	type row = *salesv1.ConversionRow
	return slices.Concat([]column[row]{whole("id", row.GetCustomerId), at("began_at", row.GetBeganAt), at("first_paid_at", row.GetFirstPaidAt),
		flag("converted", row.GetConverted)}, who[row]())
}

func correctionColumns() []column[*salesv1.Correction] {
	type row = *salesv1.Correction
	return []column[row]{whole("id", row.GetId), at("learned_at", row.GetLearnedAt), words("source", row.GetSource), whole("payment_id", row.GetPaymentId),
		at("booked_at", row.GetBookedAt), words("field", row.GetField), words("was", row.GetWas), words("now", row.GetNow), words("why", row.GetWhy),
		id("customer_id", func(r row) *int64 { return r.CustomerId })}
}
