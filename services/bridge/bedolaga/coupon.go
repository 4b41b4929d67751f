package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// couponBatches reads the series of tariff codes that are sold outside the bot.
func couponBatches() *Table {
	return &Table{
		Entity: "coupon_batch", Name: "coupon_batches", Batch: &bedolagav1.CouponBatchBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "name", Kind: Text, Required: true}, {Name: "period_days", Kind: Integer, Required: true},
			{Name: "coupons_total", Kind: Integer}, {Name: "wholesale_price_kopeks", Kind: Integer}, {Name: "tariff_id", Kind: Integer},
			{Name: "valid_until", Kind: Instant}, {Name: "is_revoked", Kind: Boolean}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.CouponBatch{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.CouponBatch{
				Id: r.Key(), Name: r.text("name"), TariffId: r.optRef("tariff_id"), PeriodDays: r.int("period_days"), CouponsTotal: r.int("coupons_total"),
				WholesalePriceKopeks: r.int("wholesale_price_kopeks"), ValidUntil: r.time("valid_until"), IsRevoked: r.bool("is_revoked"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}

// coupons reads which code of a series was redeemed by whom. The token that redeems it is never named here.
func coupons() *Table {
	return &Table{
		Entity: "coupon", Name: "coupons", Batch: &bedolagav1.CouponStateBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "batch_id", Kind: Integer, Required: true}, {Name: "status", Kind: Text, Required: true},
			{Name: "redeemed_by", Kind: Integer}, {Name: "redeemed_at", Kind: Instant}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.Coupon{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.Coupon{
				Id: r.Key(), CouponBatchId: r.ref("batch_id"), Status: r.text("status"), RedeemedById: r.optRef("redeemed_by"), RedeemedAt: r.time("redeemed_at"),
				CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
