package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// wheelSpins reads the wheel of fortune: spins charged in Stars are money that no ledger row shows. The charge id itself stays there.
func wheelSpins() *Table {
	return &Table{
		Entity: "wheel_spin", Name: "wheel_spins", Batch: &bedolagav1.WheelSpinBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "payment_type", Kind: Text, Required: true},
			{Name: "payment_value_kopeks", Kind: Integer, Required: true}, {Name: "created_at", Kind: Instant, Required: true},
			{Name: "telegram_charge_id", Kind: Text, Required: true}, {Name: "prize_type", Kind: Text}, {Name: "prize_value_kopeks", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.WheelSpin{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.WheelSpin{
				Id: r.Key(), CustomerId: r.ref("user_id"), PaymentType: r.text("payment_type"),
				PaidWithStars:      r.text("payment_type") == "telegram_stars" && r.optText("telegram_charge_id") != nil,
				PaymentValueKopeks: r.int("payment_value_kopeks"), PrizeType: r.text("prize_type"), PrizeValueKopeks: r.int("prize_value_kopeks"),
				CreatedAt: r.time("created_at"),
			}
		},
		Fact: born,
		Events: func(c Change) []Event {
			w := c.Is.(*bedolagav1.WheelSpin)
			if !w.GetPaidWithStars() || w.GetCreatedAt() == nil || w.GetPaymentValueKopeks() == 0 {
				return nil
			}
			customer := w.GetCustomerId()
			return []Event{{
				ID: fmt.Sprintf("bedolaga:wheel_spin:%d:completed", c.Key), Subject: fmt.Sprintf("wheel_spin/%d", c.Key), At: w.GetCreatedAt().AsTime(),
				Data: &eventsv1.PaymentCompleted{Source: "wheel_spin", SourceId: c.Key, CustomerId: &customer, Kind: "wheel_spin", AmountKopeks: w.GetPaymentValueKopeks(),
					Gateway: "telegram_stars", BookedAt: w.GetCreatedAt()},
			}}
		},
	}
}
