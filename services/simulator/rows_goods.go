package simulator

import (
	"fmt"
)

func tariffFields(p *plan) []field[tariff] {
	text := func(s string) func(int, *tariff) any { return func(int, *tariff) any { return s } }
	number := func(n int32) func(int, *tariff) any { return func(int, *tariff) any { return n } }
	yes := func(b bool) func(int, *tariff) any { return func(int, *tariff) any { return b } }
	made := func(int, *tariff) any { return at(p.begin) }
	return []field[tariff]{
		{"id", func(_ int, t *tariff) any { return int32(t.id) }},
		{"name", func(_ int, t *tariff) any { return t.name }},
		{"description", text("Быстрый VPN. Fast & private. <i>Без логов</i>")},
		{"display_order", func(i int, _ *tariff) any { return int32(i) }},
		{"is_active", func(_ int, t *tariff) any { return t.active }},
		{"traffic_limit_gb", func(_ int, t *tariff) any { return int32(t.traffic) }},
		{"device_limit", func(_ int, t *tariff) any { return int32(t.devices) }},
		{"device_price_kopeks", number(5000)}, {"max_device_limit", number(30)},
		{"allowed_squads", text("[]")}, {"server_traffic_limits", text("{}")},
		{"period_prices", func(_ int, t *tariff) any { return t.pricesJSON() }},
		{"tier_level", func(i int, _ *tariff) any { return int32(i%4 + 1) }},
		{"is_trial_available", func(i int, _ *tariff) any { return i == 1 }},
		{"allow_traffic_topup", yes(true)}, {"traffic_topup_enabled", yes(true)},
		{"traffic_topup_packages", text(`{"10": 4900, "50": 14900}`)}, {"max_topup_traffic_gb", number(500)},
		{"is_daily", func(_ int, t *tariff) any { return t.daily > 0 }},
		{"daily_price_kopeks", func(_ int, t *tariff) any { return int32(t.daily) }},
		{"custom_days_enabled", yes(false)}, {"price_per_day_kopeks", number(0)}, {"min_days", number(1)}, {"max_days", number(365)},
		{"custom_traffic_enabled", yes(false)}, {"traffic_price_per_gb_kopeks", number(0)}, {"min_traffic_gb", number(1)}, {"max_traffic_gb", number(1000)},
		{"show_in_gift", yes(true)}, {"traffic_reset_mode", text("MONTH")}, {"created_at", made}, {"updated_at", made},
	}
}

func subscriptionFields(p *plan) []field[subscription] {
	_, numeric := p.l.has["subscriptions"]["remnawave_id"]
	chosen := func(s *subscription) tariff {
		if s.tariff == 0 {
			return tariff{traffic: 100, devices: 2}
		}
		return p.tariffs[s.tariff-1]
	}
	limit := func(s *subscription) int32 {
		if gb := chosen(s).traffic; gb > 0 {
			return int32(gb) + int32(s.extraTraffic)
		}
		return 0
	}
	type sub = subscription
	return []field[sub]{
		{"id", func(i int, _ *sub) any { return int32(i + 1) }},
		{"user_id", func(_ int, s *sub) any { return s.user }},
		{"status", func(_ int, s *sub) any { return subStatuses[s.status] }},
		{"is_trial", func(_ int, s *sub) any { return s.trial }},
		{"start_date", func(_ int, s *sub) any { return at(s.start) }},
		{"end_date", func(_ int, s *sub) any { return at(s.end) }},
		{"traffic_limit_gb", func(_ int, s *sub) any { return limit(s) }},
		{"traffic_used_gb", func(i int, s *sub) any {
			if s.limited {
				return float64(limit(s))
			}
			return float64(i*37%900) / 10
		}},
		{"purchased_traffic_gb", func(_ int, s *sub) any { return int32(s.extraTraffic) }},
		{"subscription_url", func(i int, _ *sub) any { return "https://sub.example.org/" + shortID(i) }},
		{"device_limit", func(_ int, s *sub) any { return int32(chosen(s).devices) + int32(s.extraDevices) }},
		{"modem_enabled", func(int, *sub) any { return false }},
		{"connected_squads", func(i int, _ *sub) any { return fmt.Sprintf(`["%s"]`, uuid(1, i%5)) }},
		{"autopay_enabled", func(i int, _ *sub) any { return i%3 == 0 }},
		{"autopay_days_before", func(int, *sub) any { return int32(3) }},
		{"created_at", func(_ int, s *sub) any { return at(s.created) }},
		{"updated_at", func(_ int, s *sub) any { return at(s.start) }},
		{"remnawave_short_uuid", func(i int, _ *sub) any { return "s" + shortID(i) }},
		{"remnawave_id", func(i int, _ *sub) any { return int64(10_000_000 + i) }},
		{"remnawave_uuid", func(i int, _ *sub) any {
			if numeric {
				return nil
			}
			return uuid(p.size.Seed+1, i)
		}},
		{"remnawave_short_id", func(i int, _ *sub) any { return shortID(i) }},
		{"tariff_id", func(_ int, s *sub) any {
			if s.tariff == 0 {
				return nil
			}
			return int32(s.tariff)
		}},
		{"is_daily_paused", func(int, *sub) any { return false }},
		{"last_daily_charge_at", func(_ int, s *sub) any {
			if chosen(s).daily == 0 {
				return nil
			}
			return at(max(s.end-day, s.start))
		}},
	}
}

// shortID is unique per row and looks random, as the bot's hexadecimal short ids do.
func shortID(i int) string { return fmt.Sprintf("%06x", uint32(i+1)*2654435761) }
