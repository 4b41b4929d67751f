package promo

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestState(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	before, after := now.Add(-time.Second), now.Add(time.Second)
	for want, w := range map[string]Window{
		"gone":      {Gone: true, Active: true},
		"inactive":  {ValidTil: &before},
		"expired":   {Active: true, ValidTil: &now, MaxUses: 1, Uses: 1},
		"exhausted": {Active: true, ValidTil: &after, ValidFrom: &after, MaxUses: 2, Uses: 2},
		"scheduled": {Active: true, ValidFrom: &after, MaxUses: 2, Uses: 1},
		"active":    {Active: true, ValidFrom: &now, ValidTil: &after, Uses: 1000},
	} {
		require.Equal(t, want, State(w, now))
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	later := now.Add(time.Second)
	for name, c := range map[string]struct {
		f    Fields
		uses int64
		want string
	}{
		"balance":               {Fields{Code: "A", Type: "balance", BonusKopeks: 1}, 0, ""},
		"balance of nothing":    {Fields{Code: "A", Type: "balance"}, 0, "balance_bonus_kopeks"},
		"days":                  {Fields{Code: "A", Type: "subscription_days", Days: 1}, 0, ""},
		"no days":               {Fields{Code: "A", Type: "subscription_days"}, 0, "subscription_days"},
		"trial without days":    {Fields{Code: "A", Type: "trial_subscription", BonusKopeks: 5}, 0, "subscription_days"},
		"traffic alone":         {Fields{Code: "A", Type: "balance_and_days", TrafficGB: 5}, 0, ""},
		"mix of nothing":        {Fields{Code: "A", Type: "balance_and_days"}, 0, "balance_bonus_kopeks"},
		"discount":              {Fields{Code: "A", Type: "discount", DiscountPercent: 100, DiscountHours: 0}, 0, ""},
		"discount of 0":         {Fields{Code: "A", Type: "discount"}, 0, "discount_percent"},
		"discount of 101":       {Fields{Code: "A", Type: "discount", DiscountPercent: 101}, 0, "discount_percent"},
		"discount with a bonus": {Fields{Code: "A", Type: "discount", DiscountPercent: 5, BonusKopeks: 5}, 0, "balance_bonus_kopeks"},
		"bonus with a percent":  {Fields{Code: "A", Type: "balance", BonusKopeks: 1, DiscountPercent: 5}, 0, "discount_percent"},
		"group":                 {Fields{Code: "A", Type: "promo_group"}, 0, ""},
		"unknown type":          {Fields{Code: "A", Type: "gift"}, 0, "type"},
		"no code":               {Fields{Type: "balance", BonusKopeks: 1}, 0, "code"},
		"50 characters":         {Fields{Code: strings.Repeat("Ж", 50), Type: "balance", BonusKopeks: 1}, 0, ""},
		"51 characters":         {Fields{Code: strings.Repeat("Ж", 51), Type: "balance", BonusKopeks: 1}, 0, "code"},
		"negative traffic":      {Fields{Code: "A", Type: "balance", BonusKopeks: 1, TrafficGB: -1}, 0, "traffic_gb"},
		"beyond an integer":     {Fields{Code: "A", Type: "balance", BonusKopeks: 1 << 31}, 0, "balance_bonus_kopeks"},
		"fewer than used":       {Fields{Code: "A", Type: "balance", BonusKopeks: 1, MaxUses: 2}, 3, "max_uses"},
		"as many as used":       {Fields{Code: "A", Type: "balance", BonusKopeks: 1, MaxUses: 3}, 3, ""},
		"unlimited":             {Fields{Code: "A", Type: "balance", BonusKopeks: 1}, 3, ""},
		"ends as it begins":     {Fields{Code: "A", Type: "balance", BonusKopeks: 1, ValidFrom: &now, Till: &now}, 0, ""},
		"ends before":           {Fields{Code: "A", Type: "balance", BonusKopeks: 1, ValidFrom: &later, Till: &now}, 0, "valid_until"},
	} {
		problems := Check(c.f, c.uses)
		if c.want == "" {
			require.Empty(t, problems, name)
			continue
		}
		require.Len(t, problems, 1, name)
		require.Equal(t, c.want, problems[0].Field, name)
	}
	require.Equal(t, "ПРИВЕТ", Normal(" Привет\n"))
}
