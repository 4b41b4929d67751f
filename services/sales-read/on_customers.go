package salesread

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

func customers() projection[*bedolagav1.Customer, known] {
	return projection[*bedolagav1.Customer, known]{
		entity: "customer", table: "sales.customers", lock: "customers",
		columns: []string{"telegram_id", "username", "first_name", "last_name", "email", "status", "auth_type", "language", "balance_kopeks", "created_at", "search",
			"referral_code", "referred_by_id", "remnawave_id", "promo_group_id"},
		values: func(c *bedolagav1.Customer) []any {
			return []any{c.TelegramId, optText(c.Username), optText(c.FirstName), optText(c.LastName), optText(c.Email), text(c.GetStatus()), text(c.GetAuthType()),
				text(c.GetLanguage()), c.GetBalanceKopeks(), instant(c.GetCreatedAt()), searchOf(c),
				optText(c.ReferralCode), c.ReferredById, c.RemnawaveId, c.PromoGroupId}
		},
	}
}

// onCustomers keeps the customers that lists show beside what they bought.
func (s *service) onCustomers(ctx context.Context, tx pgx.Tx, b *bedolagav1.CustomerBatch) error {
	m, err := plan(ctx, tx, customers(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
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
