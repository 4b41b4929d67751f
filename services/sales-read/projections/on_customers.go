package projections

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// knownCustomer is a customer as they were before a batch.
type knownCustomer struct {
	known
	ReferredByID *int64
	PromoGroupID *int64
}

func (c knownCustomer) sameGroups(o *bedolagav1.Customer) bool {
	return sameID(c.ReferredByID, o.ReferredById) && sameID(c.PromoGroupID, o.PromoGroupId)
}

// sameID takes 0 for none, as sums do.
func sameID(a, b *int64) bool { return ask.Value(a) == ask.Value(b) }

func customers() projection[*bedolagav1.Customer, knownCustomer] {
	return projection[*bedolagav1.Customer, knownCustomer]{
		entity: "customer", table: "sales.customers", lock: "customers", before: []string{"referred_by_id", "promo_group_id"},
		columns: []string{"telegram_id", "username", "first_name", "last_name", "email", "status", "auth_type", "language", "balance_kopeks", "created_at", "search",
			"referral_code", "referred_by_id", "remnawave_id", "promo_group_id"},
		values: func(c *bedolagav1.Customer) []any {
			return []any{c.TelegramId, optText(c.Username), optText(c.FirstName), optText(c.LastName), optText(c.Email), text(c.GetStatus()), text(c.GetAuthType()),
				text(c.GetLanguage()), c.GetBalanceKopeks(), instant(c.GetCreatedAt()), searchOf(c),
				optText(c.ReferralCode), c.ReferredById, c.RemnawaveId, c.PromoGroupId}
		},
	}
}

// OnCustomers keeps the customers that lists show beside what they bought, and queues those whose inviter is another.
func (k *Keeper) OnCustomers(ctx context.Context, tx pgx.Tx, b *bedolagav1.CustomerBatch) error {
	m, err := plan(ctx, tx, customers(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	moved, regrouped := map[int64]struct{}{}, []int64(nil)
	for _, c := range m.accepted {
		was := m.was[c.GetId()] // of one who was not there, nothing was
		if ask.Value(was.ReferredByID) != c.GetReferredById() {
			moved[c.GetId()] = struct{}{}
		}
		if !was.sameGroups(c) {
			regrouped = append(regrouped, c.GetId())
		}
	}
	for _, was := range m.removed {
		if was.ReferredByID != nil {
			moved[was.ID] = struct{}{}
		}
		regrouped = append(regrouped, was.ID)
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	if err := k.mark.People(ctx, tx, regrouped); err != nil {
		return err
	}
	return k.mark.Branches(ctx, tx, moved)
}

// searchOf lays out what text search looks through. Line breaks part the fields; a searched text cannot hold one.
func searchOf(c *bedolagav1.Customer) string {
	parts := []string{"", "", ask.OneLine(c.GetEmail()), ask.OneLine(strings.TrimSpace(c.GetFirstName() + " " + c.GetLastName())), ask.OneLine(c.GetReferralCode()), ""}
	if c.TelegramId != nil {
		parts[0] = strconv.FormatInt(c.GetTelegramId(), 10)
	}
	if c.GetUsername() != "" {
		parts[1] = "@" + ask.OneLine(c.GetUsername())
	}
	if c.RemnawaveId != nil {
		parts[5] = strconv.FormatInt(c.GetRemnawaveId(), 10)
	}
	return "\n" + strings.Join(parts, "\n") + "\n"
}
