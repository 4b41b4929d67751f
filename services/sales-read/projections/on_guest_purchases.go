package projections

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// orderRow is a landing order as far as money depends on it.
type orderRow struct {
	known
	BuyerCustomerID *int64
	CustomerID      *int64
	AmountKopeks    int64
	Gateway         *string
	PaymentID       *string
	PaidAt          *time.Time
	CampaignSlug    *string
}

// fact is the order's payment, dated when it was paid; nil while it does not count.
func (o orderRow) fact() *cash.Fact {
	if o.PaidAt == nil || o.Gateway == nil || o.AmountKopeks <= 0 {
		return nil
	}
	f := &cash.Fact{At: *o.PaidAt, Gateway: *o.Gateway, Amount: o.AmountKopeks}
	switch {
	case o.BuyerCustomerID != nil:
		f.Customer = *o.BuyerCustomerID
	case o.CustomerID != nil:
		f.Customer = *o.CustomerID
	}
	return f
}

// receiver is the customer whom the paid order makes a paying one.
func (o orderRow) receiver() int64 {
	if o.PaidAt == nil || o.CustomerID == nil {
		return 0
	}
	return *o.CustomerID
}

func orderOf(g *bedolagav1.GuestPurchase) orderRow {
	return orderRow{known: known{ID: g.GetId()}, BuyerCustomerID: g.BuyerCustomerId, CustomerID: g.CustomerId,
		AmountKopeks: max(g.GetAmountKopeks(), -g.GetAmountKopeks()), Gateway: optText(g.Gateway), PaymentID: optText(g.PaymentId), PaidAt: optInstant(g.GetPaidAt()), CampaignSlug: optText(g.CampaignSlug)}
}

func guestPurchases() projection[*bedolagav1.GuestPurchase, orderRow] {
	money := []string{"buyer_customer_id", "customer_id", "amount_kopeks", "gateway", "payment_id", "paid_at", "campaign_slug"}
	return projection[*bedolagav1.GuestPurchase, orderRow]{
		entity: "guest_purchase", table: "sales.guest_purchases", lock: "money", before: money,
		columns: append(slices.Clone(money), "status", "is_gift", "source", "tariff_id", "period_days", "created_at", "payment_method"),
		values: func(g *bedolagav1.GuestPurchase) []any {
			o := orderOf(g)
			return []any{o.BuyerCustomerID, o.CustomerID, o.AmountKopeks, o.Gateway, o.PaymentID, o.PaidAt, o.CampaignSlug,
				text(g.GetStatus()), g.GetIsGift(), text(g.GetSource()), g.TariffId, g.GetPeriodDays(), optInstant(g.GetCreatedAt()), optText(g.PaymentMethod)}
		},
	}
}

// OnGuestPurchases keeps the landing orders and judges the ledger rows that deliver them again.
func (k *Keeper) OnGuestPurchases(ctx context.Context, tx pgx.Tx, b *bedolagav1.GuestPurchaseBatch) error {
	m, err := plan(ctx, tx, guestPurchases(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	e := cash.NewEffects(k.mark)
	payments := map[string]struct{}{}
	change := func(was, now orderRow) {
		e.Replace(was.fact(), now.fact())
		if now.PaidAt != nil && (was.CampaignSlug == nil) != (now.CampaignSlug == nil) || was.CampaignSlug != nil && now.CampaignSlug != nil && *was.CampaignSlug != *now.CampaignSlug {
			e.Touch(*now.PaidAt)
		}
		e.Payer(was.receiver(), now.receiver())
		for _, o := range []orderRow{was, now} {
			if o.PaymentID != nil {
				payments[*o.PaymentID] = struct{}{}
			}
		}
	}
	for _, g := range m.accepted {
		change(m.was[g.GetId()], orderOf(g))
	}
	for _, was := range m.removed {
		change(was, orderRow{})
	}
	deliveries, err := rejudge(ctx, tx, slices.Collect(maps.Keys(payments)), e)
	if err != nil {
		return err
	}
	if err := k.mark.Payments(ctx, tx, "guest_purchase", m.touched(), nil); err != nil {
		return err
	}
	if err := k.mark.Payments(ctx, tx, "transaction", deliveries, nil); err != nil {
		return err
	}
	return e.Apply(ctx, tx)
}

const findDeliveries = `
SELECT id, version, gone_at, customer_id, kind, amount_kopeks, gateway, external_id, completed, booked_at, cash FROM sales.transactions
WHERE external_id = ANY($1) AND kind = 'subscription_payment' AND gateway IS NOT NULL`

const setCash = `UPDATE sales.transactions t SET cash = u.cash FROM unnest($1::bigint[], $2::smallint[]) AS u (id, cash) WHERE t.id = u.id`

// rejudge decides again about the ledger rows that deliver orders with these payment ids, and returns them.
func rejudge(ctx context.Context, tx pgx.Tx, payments []string, e *cash.Effects) ([]int64, error) {
	if len(payments) == 0 {
		return nil, nil
	}
	list, err := ask.Structs[ledgerRow](ctx, tx, "deliveries", findDeliveries, payments)
	if err != nil {
		return nil, err
	}
	counted, err := countedOrders(ctx, tx, payments)
	if err != nil {
		return nil, err
	}
	var deliveries, ids []int64
	var cash []int16
	for _, was := range list {
		deliveries = append(deliveries, was.ID)
		now := was
		now.Cash = cashOf(now, counted[*now.ExternalID])
		if now.Cash != was.Cash {
			ids, cash = append(ids, now.ID), append(cash, now.Cash)
			ledgerChanged(e, &was, &now)
		}
	}
	if len(ids) == 0 {
		return deliveries, nil
	}
	if _, err := tx.Exec(ctx, setCash, ids, cash); err != nil {
		return nil, fmt.Errorf("judge deliveries: %w", err)
	}
	return deliveries, nil
}
