package salesread

import (
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func protoValue(m proto.Message) protoreflect.Value {
	return protoreflect.ValueOfMessage(m.ProtoReflect())
}

func header(version int64) *bedolagav1.BatchHeader { return &bedolagav1.BatchHeader{Version: version} }

func ledger(version int64, rows ...*bedolagav1.Transaction) *bedolagav1.TransactionBatch {
	return &bedolagav1.TransactionBatch{Header: header(version), Rows: rows}
}

func orders(version int64, rows ...*bedolagav1.GuestPurchase) *bedolagav1.GuestPurchaseBatch {
	return &bedolagav1.GuestPurchaseBatch{Header: header(version), Rows: rows}
}

func spins(version int64, rows ...*bedolagav1.WheelSpin) *bedolagav1.WheelSpinBatch {
	return &bedolagav1.WheelSpinBatch{Header: header(version), Rows: rows}
}

func people(version int64, rows ...*bedolagav1.Customer) *bedolagav1.CustomerBatch {
	return &bedolagav1.CustomerBatch{Header: header(version), Rows: rows}
}

func subs(version int64, rows ...*bedolagav1.Subscription) *bedolagav1.SubscriptionBatch {
	return &bedolagav1.SubscriptionBatch{Header: header(version), Rows: rows}
}

// deposit is a completed top-up by a gateway.
func deposit(id, customer, kopeks int64, gateway string, at time.Time) *bedolagav1.Transaction {
	return &bedolagav1.Transaction{Id: id, CustomerId: customer, Kind: "deposit", Direction: bedolagav1.Direction_DIRECTION_IN, AmountKopeks: kopeks,
		PaymentMethod: &gateway, Gateway: &gateway, Completed: true, CreatedAt: timestamppb.New(at), CompletedAt: timestamppb.New(at), BookedAt: timestamppb.New(at)}
}

// direct is a subscription paid directly at a gateway.
func direct(id, customer, kopeks int64, gateway, externalID string, at time.Time) *bedolagav1.Transaction {
	t := deposit(id, customer, kopeks, gateway, at)
	t.Kind, t.Direction, t.ExternalId = "subscription_payment", bedolagav1.Direction_DIRECTION_OUT, &externalID
	return t
}

func refund(id, customer, kopeks int64, gateway string, at time.Time) *bedolagav1.Transaction {
	t := deposit(id, customer, kopeks, gateway, at)
	t.Kind, t.Direction = "refund", bedolagav1.Direction_DIRECTION_OUT
	return t
}

// wallet is a subscription paid from the balance: no cash.
func wallet(id, customer, kopeks int64, at time.Time) *bedolagav1.Transaction {
	t := deposit(id, customer, kopeks, "balance", at)
	t.Kind, t.Direction, t.Gateway = "subscription_payment", bedolagav1.Direction_DIRECTION_OUT, nil
	return t
}

func order(id int64, kopeks int64, gateway, paymentID string, paid *time.Time) *bedolagav1.GuestPurchase {
	g := &bedolagav1.GuestPurchase{Id: id, Status: "pending", AmountKopeks: kopeks, PaymentMethod: &gateway, Gateway: &gateway, PaymentId: &paymentID}
	if paid != nil {
		g.Status, g.PaidAt = "paid", timestamppb.New(*paid)
	}
	return g
}

func spin(id, customer, kopeks int64, stars bool, at time.Time) *bedolagav1.WheelSpin {
	return &bedolagav1.WheelSpin{Id: id, CustomerId: customer, PaymentType: "telegram_stars", PaidWithStars: stars, PaymentValueKopeks: kopeks, CreatedAt: timestamppb.New(at)}
}

func person(id, telegram int64, username string, at time.Time) *bedolagav1.Customer {
	return &bedolagav1.Customer{Id: id, TelegramId: &telegram, AuthType: "telegram", Username: &username, Status: "active", Language: "ru", CreatedAt: timestamppb.New(at)}
}

func sub(id, customer int64, status string, trial bool, created, ends time.Time) *bedolagav1.Subscription {
	return &bedolagav1.Subscription{Id: id, CustomerId: customer, Status: status, IsTrial: trial, StartsAt: timestamppb.New(created), EndsAt: timestamppb.New(ends),
		CreatedAt: timestamppb.New(created), TrafficLimitGb: 100, DeviceLimit: 3}
}
