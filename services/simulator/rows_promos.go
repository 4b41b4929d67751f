package simulator

import "strings"

func groupFields(p *plan) []field[promoGroup] {
	made := func(int, *promoGroup) any { return at(p.begin) }
	return []field[promoGroup]{
		{"id", func(i int, _ *promoGroup) any { return int32(i + 1) }},
		{"name", func(_ int, g *promoGroup) any { return g.name }},
		{"priority", func(_ int, g *promoGroup) any { return g.priority }},
		{"server_discount_percent", func(_ int, g *promoGroup) any { return g.server }},
		{"traffic_discount_percent", func(_ int, g *promoGroup) any { return g.traffic }},
		{"device_discount_percent", func(_ int, g *promoGroup) any { return g.device }},
		{"period_discounts", func(_ int, g *promoGroup) any { return g.periods }},
		{"auto_assign_total_spent_kopeks", func(_ int, g *promoGroup) any {
			if g.from == 0 {
				return nil
			}
			return int32(g.from)
		}},
		{"apply_discounts_to_addons", func(int, *promoGroup) any { return true }},
		{"is_default", func(i int, _ *promoGroup) any { return i == 0 }},
		{"created_at", made}, {"updated_at", made},
	}
}

func membershipFields() []field[membership] {
	return []field[membership]{
		{"user_id", func(_ int, m *membership) any { return m.user }},
		{"promo_group_id", func(_ int, m *membership) any { return int32(m.group) }},
		{"assigned_at", func(_ int, m *membership) any { return at(m.at) }},
		{"assigned_by", func(_ int, m *membership) any { return groupReasons[m.by] }},
	}
}

func promoFields() []field[promo] {
	return []field[promo]{
		{"id", func(i int, _ *promo) any { return int32(i + 1) }},
		{"code", func(_ int, c *promo) any { return c.code }},
		{"type", func(_ int, c *promo) any { return c.kind }},
		{"balance_bonus_kopeks", func(_ int, c *promo) any { return c.kopeks }},
		{"subscription_days", func(_ int, c *promo) any { return c.days }},
		{"traffic_gb", func(_ int, c *promo) any { return c.traffic }},
		{"max_uses", func(_ int, c *promo) any {
			if c.most == 0 {
				return int32(unlimitedUses)
			}
			return c.most
		}},
		{"current_uses", func(_ int, c *promo) any { return c.used }},
		{"valid_from", func(_ int, c *promo) any { return at(max(c.from, c.made)) }},
		{"valid_until", func(_ int, c *promo) any { return at(c.until) }},
		{"is_active", func(_ int, c *promo) any { return c.off == 0 }},
		{"first_purchase_only", func(_ int, c *promo) any { return c.first }},
		{"tariff_id", func(_ int, c *promo) any { return orNull(uint8(c.tariff)) }},
		{"created_by", func(_ int, c *promo) any {
			if c.wheel {
				return nil
			}
			return int32(1)
		}},
		{"promo_group_id", func(_ int, c *promo) any { return orNull(c.group) }},
		{"created_at", func(_ int, c *promo) any { return at(c.made) }},
		{"updated_at", func(_ int, c *promo) any { return at(max(c.made, c.off)) }},
	}
}

func useFields(p *plan) []field[promoUse] {
	return []field[promoUse]{
		{"id", func(i int, _ *promoUse) any { return int32(i + 1) }},
		{"promocode_id", func(_ int, u *promoUse) any { return p.promoID(u.promo + 1) }},
		{"user_id", func(_ int, u *promoUse) any { return u.user }},
		{"used_at", func(_ int, u *promoUse) any { return at(u.at) }},
	}
}

func offerFields(p *plan) []field[offer] {
	return []field[offer]{
		{"id", func(i int, _ *offer) any { return int32(i + 1) }},
		{"user_id", func(_ int, o *offer) any { return o.user }},
		{"subscription_id", func(_ int, o *offer) any { return p.subscriptionID(o.sub) }},
		{"notification_type", func(_ int, o *offer) any { return offerKinds[o.kind] }},
		{"discount_percent", func(_ int, o *offer) any { return int32(o.percent) }},
		{"bonus_amount_kopeks", func(int, *offer) any { return int32(0) }},
		{"expires_at", func(_ int, o *offer) any { return at(o.until) }},
		{"claimed_at", func(_ int, o *offer) any { return at(o.claimed) }},
		{"is_active", func(_ int, o *offer) any { return o.active }},
		{"effect_type", func(_ int, o *offer) any {
			if o.kind == offerOfAccess {
				return "test_access"
			}
			return "percent_discount"
		}},
		{"extra_data", func(_ int, o *offer) any { return `{"button": "Забрать <скидку>"}` }},
		{"created_at", func(_ int, o *offer) any { return at(o.made) }},
		{"updated_at", func(_ int, o *offer) any { return at(max(o.made, o.claimed)) }},
	}
}

func batchFields() []field[couponBatch] {
	return []field[couponBatch]{
		{"id", func(i int, _ *couponBatch) any { return int32(i + 1) }},
		{"name", func(_ int, b *couponBatch) any { return b.name }},
		{"tariff_id", func(_ int, b *couponBatch) any { return int32(b.tariff) }},
		{"period_days", func(_ int, b *couponBatch) any { return b.days }},
		{"coupons_total", func(_ int, b *couponBatch) any { return int32(b.count) }},
		{"wholesale_price_kopeks", func(_ int, b *couponBatch) any { return b.price }},
		{"max_per_user", func(_ int, b *couponBatch) any { return b.most }},
		{"valid_until", func(_ int, b *couponBatch) any { return at(b.until) }},
		{"is_revoked", func(_ int, b *couponBatch) any { return b.revoked }},
		{"created_by", func(int, *couponBatch) any { return int32(1) }},
		{"created_at", func(_ int, b *couponBatch) any { return at(b.made) }},
		{"updated_at", func(_ int, b *couponBatch) any { return at(b.made) }},
	}
}

// couponToken is a secret: whoever has it gets a subscription.
func couponToken(seed uint64, i int) string {
	return strings.ReplaceAll(uuid(seed+5, i), "-", "")
}

func couponFields(p *plan) []field[coupon] {
	return []field[coupon]{
		{"id", func(i int, _ *coupon) any { return int32(i + 1) }},
		{"batch_id", func(_ int, c *coupon) any { return int32(c.batch) }},
		{"token", func(i int, _ *coupon) any { return couponToken(p.size.Seed, i) }},
		{"status", func(_ int, c *coupon) any { return couponStatuses[c.status] }},
		{"redeemed_by", func(_ int, c *coupon) any {
			if c.user == 0 {
				return nil
			}
			return c.user
		}},
		{"redeemed_at", func(_ int, c *coupon) any { return at(c.at) }},
		{"created_at", func(_ int, c *coupon) any { return at(p.batches[c.batch-1].made) }},
	}
}
