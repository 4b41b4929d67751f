package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func landingPages() projection[*bedolagav1.LandingPage, known] {
	return projection[*bedolagav1.LandingPage, known]{
		entity: "landing_page", table: "sales.landing_pages", lock: "landing_pages",
		columns: []string{"slug", "title", "is_active", "gift_enabled", "discount_percent", "discount_starts_at", "discount_ends_at", "created_at"},
		values: func(l *bedolagav1.LandingPage) []any {
			title := make(map[string]string, len(l.GetTitle()))
			for language, words := range l.GetTitle() {
				title[text(language)] = text(words)
			}
			return []any{text(l.GetSlug()), title, l.GetIsActive(), l.GetGiftEnabled(), l.DiscountPercent, optInstant(l.GetDiscountStartsAt()),
				optInstant(l.GetDiscountEndsAt()), instant(l.GetCreatedAt())}
		},
	}
}

// OnLandingPages keeps the pages that orders without an account come from.
func (k *Keeper) OnLandingPages(ctx context.Context, tx pgx.Tx, b *bedolagav1.LandingPageBatch) error {
	m, err := plan(ctx, tx, landingPages(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
