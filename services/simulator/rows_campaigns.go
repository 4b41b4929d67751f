package simulator

import "fmt"

func campaignFields() []field[campaign] {
	return []field[campaign]{
		{"id", func(i int, _ *campaign) any { return int32(i + 1) }},
		{"name", func(_ int, c *campaign) any { return c.name }},
		{"start_parameter", func(_ int, c *campaign) any { return c.slug }},
		{"bonus_type", func(_ int, c *campaign) any { return c.bonus }},
		{"balance_bonus_kopeks", func(_ int, c *campaign) any { return c.kopeks }},
		{"subscription_duration_days", func(_ int, c *campaign) any { return c.daysOf("subscription") }},
		{"tariff_id", func(_ int, c *campaign) any { return orNull(uint8(c.tariff)) }},
		{"tariff_duration_days", func(_ int, c *campaign) any { return c.daysOf("tariff") }},
		{"is_active", func(_ int, c *campaign) any { return c.active }},
		{"partner_user_id", func(_ int, c *campaign) any {
			if c.partner == 0 {
				return nil
			}
			return c.partner
		}},
		{"created_by", func(int, *campaign) any { return int32(1) }},
		{"created_at", func(_ int, c *campaign) any { return at(c.from) }},
		{"updated_at", func(_ int, c *campaign) any { return at(c.from) }},
	}
}

func (c *campaign) daysOf(bonus string) any {
	if c.bonus != bonus {
		return nil
	}
	return c.days
}

func registrationFields(p *plan) []field[registration] {
	of := func(get func(*campaign) any) func(int, *registration) any {
		return func(_ int, r *registration) any { return get(&p.campaigns[r.campaign-1]) }
	}
	return []field[registration]{
		{"id", func(i int, _ *registration) any { return int32(i + 1) }},
		{"campaign_id", func(_ int, r *registration) any { return int32(r.campaign) }},
		{"user_id", func(_ int, r *registration) any { return r.user }},
		{"bonus_type", of(func(c *campaign) any { return c.bonus })},
		{"balance_bonus_kopeks", of(func(c *campaign) any { return c.kopeks })},
		{"subscription_duration_days", of(func(c *campaign) any { return c.daysOf("subscription") })},
		{"tariff_id", of(func(c *campaign) any { return orNull(uint8(c.tariff)) })},
		{"tariff_duration_days", of(func(c *campaign) any { return c.daysOf("tariff") })},
		{"created_at", func(_ int, r *registration) any { return at(r.at) }},
	}
}

func landingFields() []field[landingPage] {
	fixed := func(value any) func(int, *landingPage) any { return func(int, *landingPage) any { return value } }
	return []field[landingPage]{
		{"id", func(i int, _ *landingPage) any { return int32(i + 1) }},
		{"slug", func(_ int, l *landingPage) any { return l.slug }},
		{"is_active", func(_ int, l *landingPage) any { return l.active }},
		{"title", func(_ int, l *landingPage) any { return fmt.Sprintf(`{"ru": %q, "en": %q}`, l.ru, l.en) }},
		{"features", fixed("[]")}, {"allowed_tariff_ids", fixed("[1, 2, 3, 4]")}, {"allowed_periods", fixed("{}")}, {"payment_methods", fixed("[]")},
		{"gift_enabled", func(_ int, l *landingPage) any { return l.slug == "gift" }},
		{"display_order", func(i int, _ *landingPage) any { return int32(i) }},
		{"discount_percent", func(_ int, l *landingPage) any { return orNull(uint8(l.discount)) }},
		{"discount_starts_at", func(_ int, l *landingPage) any { return at(l.from) }},
		{"discount_ends_at", func(_ int, l *landingPage) any { return at(l.until) }},
		{"sticky_pay_button", fixed(false)}, {"analytics_view_enabled", fixed(false)}, {"analytics_click_enabled", fixed(false)},
		{"created_at", func(_ int, l *landingPage) any { return at(l.made) }},
		{"updated_at", func(_ int, l *landingPage) any { return at(l.made) }},
	}
}
