package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// couponBatches reads the series of tariff codes that are sold outside the bot.
func couponBatches() *table {
	return &table{
		entity: "coupon_batch", name: "coupon_batches", batch: &bedolagav1.CouponBatchBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "name", kind: text, required: true}, {name: "period_days", kind: integer, required: true},
			{name: "coupons_total", kind: integer}, {name: "wholesale_price_kopeks", kind: integer}, {name: "tariff_id", kind: integer},
			{name: "valid_until", kind: instant}, {name: "is_revoked", kind: boolean}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.CouponBatch{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.CouponBatch{
				Id: r.key(), Name: r.text("name"), TariffId: r.optRef("tariff_id"), PeriodDays: r.int("period_days"), CouponsTotal: r.int("coupons_total"),
				WholesalePriceKopeks: r.int("wholesale_price_kopeks"), ValidUntil: r.time("valid_until"), IsRevoked: r.bool("is_revoked"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}

// coupons reads which code of a series was redeemed by whom. The token that redeems it is never named here.
func coupons() *table {
	return &table{
		entity: "coupon", name: "coupons", batch: &bedolagav1.CouponStateBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "batch_id", kind: integer, required: true}, {name: "status", kind: text, required: true},
			{name: "redeemed_by", kind: integer}, {name: "redeemed_at", kind: instant}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.Coupon{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.Coupon{
				Id: r.key(), CouponBatchId: r.ref("batch_id"), Status: r.text("status"), RedeemedById: r.optRef("redeemed_by"), RedeemedAt: r.time("redeemed_at"),
				CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
