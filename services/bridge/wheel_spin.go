package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// wheelSpins reads the wheel of fortune: spins charged in Stars are money that no ledger row shows. The charge id itself stays there.
func wheelSpins() *table {
	return &table{
		entity: "wheel_spin", name: "wheel_spins", batch: &bedolagav1.WheelSpinBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "payment_type", kind: text, required: true},
			{name: "payment_value_kopeks", kind: integer, required: true}, {name: "created_at", kind: instant, required: true},
			{name: "telegram_charge_id", kind: text, required: true}, {name: "prize_type", kind: text}, {name: "prize_value_kopeks", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.WheelSpin{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.WheelSpin{
				Id: r.key(), CustomerId: r.ref("user_id"), PaymentType: r.text("payment_type"),
				PaidWithStars:      r.text("payment_type") == "telegram_stars" && r.optText("telegram_charge_id") != nil,
				PaymentValueKopeks: r.int("payment_value_kopeks"), PrizeType: r.text("prize_type"), PrizeValueKopeks: r.int("prize_value_kopeks"),
				CreatedAt: r.time("created_at"),
			}
		},
		fact: born,
		events: func(c change) []event {
			w := c.is.(*bedolagav1.WheelSpin)
			if !w.GetPaidWithStars() || w.GetCreatedAt() == nil || w.GetPaymentValueKopeks() == 0 {
				return nil
			}
			customer := w.GetCustomerId()
			return []event{{
				id: fmt.Sprintf("bedolaga:wheel_spin:%d:completed", c.key), subject: fmt.Sprintf("wheel_spin/%d", c.key), at: w.GetCreatedAt().AsTime(),
				data: &eventsv1.PaymentCompleted{Source: "wheel_spin", SourceId: c.key, CustomerId: &customer, Kind: "wheel_spin", AmountKopeks: w.GetPaymentValueKopeks(),
					Gateway: "telegram_stars", BookedAt: w.GetCreatedAt()},
			}}
		},
	}
}
