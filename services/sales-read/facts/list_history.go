package facts

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// A history is made of lists, each read from its own index up to a page and merged by instant and key. The last digit (of base 8) of a key
// tells the list; the state of a subscription is told by its number and the end of its version.
const (
	historyStates = `
SELECT c.changed_at AS at, (c.subscription_id * 4096 + c.version % 4096) * 8 AS key, c.subscription_id, c.status, c.is_trial, c.tariff_id, t.name AS tariff_name,
	c.starts_at, c.ends_at, c.gone, c.imported, w.status AS was_status, w.is_trial AS was_trial, w.tariff_id AS was_tariff_id, wt.name AS was_tariff_name,
	w.starts_at AS was_starts_at, w.ends_at AS was_ends_at, w.gone AS was_gone
FROM (SELECT c.subscription_id, c.version, c.changed_at, c.status, c.is_trial, c.tariff_id, c.starts_at, c.ends_at, c.gone, c.imported
	FROM sales.subscription_changes c WHERE c.customer_id = @customer
	AND (@at::timestamptz IS NULL OR c.changed_at <= @at AND (c.changed_at, (c.subscription_id * 4096 + c.version % 4096) * 8) < (@at, @key))
	ORDER BY c.changed_at DESC, (c.subscription_id * 4096 + c.version % 4096) * 8 DESC LIMIT @limit) c
LEFT JOIN LATERAL (SELECT p.status, p.is_trial, p.tariff_id, p.starts_at, p.ends_at, p.gone FROM sales.subscription_changes p
	WHERE p.subscription_id = c.subscription_id AND p.version < c.version ORDER BY p.version DESC LIMIT 1) w ON true
LEFT JOIN sales.tariffs t ON t.id = c.tariff_id LEFT JOIN sales.tariffs wt ON wt.id = w.tariff_id`
	historyPayments = `
SELECT ` + paymentSelect + `, f.key FROM (SELECT ` + factSelect + `, id * 8 + CASE source WHEN 'transaction' THEN 1 WHEN 'guest_purchase' THEN 2 ELSE 3 END AS key
	FROM sales.payment_facts f WHERE f.customer_id = @customer AND (@at::timestamptz IS NULL OR f.booked_at <= @at
		AND (f.booked_at, f.id * 8 + CASE f.source WHEN 'transaction' THEN 1 WHEN 'guest_purchase' THEN 2 ELSE 3 END) < (@at, @key))
	ORDER BY booked_at DESC, key DESC LIMIT @limit) f
LEFT JOIN sales.tariffs t ON t.id = f.tariff_id`
	// Purchases of the journal are told by their payments, promo codes by their uses.
	historyNotes = `
SELECT e.occurred_at AS at, e.id * 8 + 4 AS key, e.type, e.amount_kopeks FROM sales.subscription_events e
WHERE e.customer_id = @customer AND e.type IN ('promocode_activation', 'campaign_registration', 'referral_link_visit', 'promo_group_change')
AND (@at::timestamptz IS NULL OR e.occurred_at <= @at AND (e.occurred_at, e.id * 8 + 4) < (@at, @key))
AND NOT (e.type = 'promocode_activation' AND EXISTS (SELECT FROM sales.promo_code_uses u WHERE u.customer_id = e.customer_id
	AND u.used_at BETWEEN e.occurred_at - interval '1 minute' AND e.occurred_at + interval '1 minute'))
ORDER BY e.occurred_at DESC, e.id DESC LIMIT @limit`
)

var historyEntities = []string{"subscription", "subscription_event", "transaction", "guest_purchase", "wheel_spin", "tariff", "promo_code", "promo_code_use"}

type changedRow struct {
	At             time.Time
	Key            int64
	SubscriptionID int64
	Status         string
	IsTrial        bool
	TariffID       *int64
	TariffName     *string
	StartsAt       *time.Time
	EndsAt         time.Time
	Gone           bool
	Imported       bool
	WasStatus      *string
	WasTrial       *bool
	WasTariffID    *int64
	WasTariffName  *string
	WasStartsAt    *time.Time
	WasEndsAt      *time.Time
	WasGone        *bool
}

type paidEntry struct {
	paymentFact
	Key int64
}

type noteRow struct {
	At           time.Time
	Key          int64
	Type         string
	AmountKopeks *int64
}

// ListHistory answers what changed when for a customer, the latest first.
func (s *Server) ListHistory(ctx context.Context, q *salesv1.ListHistoryRequest) (*salesv1.ListHistoryResponse, error) {
	hash := ask.FilterHash(q)
	after, err := ask.DecodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	upTo, err := s.Read.Watermark(ctx, historyEntities)
	if err != nil {
		return nil, err
	}
	size := ask.PageSize(q.GetPageSize())
	entries, err := s.history(ctx, q.GetCustomerId(), after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListHistoryResponse{CompleteUntil: upTo.Complete, VerifiedUntil: upTo.Verified}
	if len(entries) > size {
		entries = entries[:size]
		last := entries[size-1]
		answer.NextPageToken = ask.EncodeToken(hash, ask.Position{At: last.GetAt().AsTime(), ID: last.GetKey()})
	}
	answer.Items = entries
	answer.Awaiting, _, err = mark.Waiting(ctx, s.Read.DB)
	return answer, err
}

func historyArgs(customer int64, after *ask.Position, limit int) pgx.NamedArgs {
	args := pgx.NamedArgs{"customer": customer, "at": nil, "key": int64(0), "limit": limit}
	if after != nil {
		args["at"], args["key"] = after.At, after.ID
	}
	return args
}

func (s *Server) history(ctx context.Context, customer int64, after *ask.Position, limit int) ([]*salesv1.HistoryEntry, error) {
	args := historyArgs(customer, after, limit)
	states, err := ask.Rows[changedRow](ctx, s.Read, "history of subscriptions", historyStates, args)
	if err != nil {
		return nil, err
	}
	payments, err := ask.Rows[paidEntry](ctx, s.Read, "history of payments", historyPayments, args)
	if err != nil {
		return nil, err
	}
	notes, err := ask.Rows[noteRow](ctx, s.Read, "history of the journal", historyNotes, args)
	if err != nil {
		return nil, err
	}
	entries, err := s.Uses(ctx, customer, after, limit)
	if err != nil {
		return nil, err
	}
	for _, row := range states {
		entries = append(entries, row.entry())
	}
	for _, row := range payments {
		entries = append(entries, &salesv1.HistoryEntry{At: ask.Stamp(&row.BookedAt), Key: row.Key, Payment: row.message()})
	}
	for _, row := range notes {
		entries = append(entries, &salesv1.HistoryEntry{At: ask.Stamp(&row.At), Key: row.Key, Note: &salesv1.JournalNote{Type: row.Type, AmountKopeks: row.AmountKopeks}})
	}
	slices.SortFunc(entries, func(a, b *salesv1.HistoryEntry) int {
		return cmp.Or(b.GetAt().AsTime().Compare(a.GetAt().AsTime()), cmp.Compare(b.GetKey(), a.GetKey()))
	})
	return entries[:min(len(entries), limit)], nil
}

func (row changedRow) entry() *salesv1.HistoryEntry {
	change := &salesv1.SubscriptionChange{SubscriptionId: row.SubscriptionID, Imported: row.Imported,
		Now: &salesv1.SubscriptionState{Status: row.Status, IsTrial: row.IsTrial, TariffId: row.TariffID, TariffName: row.TariffName, StartsAt: ask.Stamp(row.StartsAt),
			EndsAt: ask.Stamp(&row.EndsAt), Gone: row.Gone}}
	if row.WasStatus != nil {
		change.Was = &salesv1.SubscriptionState{Status: *row.WasStatus, IsTrial: ask.Value(row.WasTrial), TariffId: row.WasTariffID, TariffName: row.WasTariffName,
			StartsAt: ask.Stamp(row.WasStartsAt), EndsAt: ask.Stamp(row.WasEndsAt), Gone: ask.Value(row.WasGone)}
	}
	return &salesv1.HistoryEntry{At: ask.Stamp(&row.At), Key: row.Key, Subscription: change}
}
