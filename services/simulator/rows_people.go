package simulator

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// person is what is drawn at random for one customer row.
type person struct {
	telegram              any
	user, first, last     any
	email, google, yandex any
	vk                    any
}

func newPerson(n *names, r *rand.Rand, id, auth int) person {
	base := pick(r, n.latin) + []string{"", "_", "."}[r.IntN(3)]
	p := person{first: pick(r, n.first), last: pick(r, n.last)}
	if r.IntN(100) < 35 {
		p.last = nil
	}
	if r.IntN(5) > 0 {
		p.user = base + strconv.Itoa(id)
	}
	if r.IntN(90) == 0 || id%70 == 9 {
		p.first = pick(r, n.hostile)
		p.last = pick(r, n.hostile)
	}
	mail := fmt.Sprintf("%s%d@%s", strings.TrimRight(base, "."), id, pick(r, n.domains))
	switch authTypes[auth] {
	case "telegram":
		p.telegram = telegramID(id)
		if r.IntN(12) == 0 {
			p.email = mail
		}
	case "email":
		p.email, p.user = mail, nil
	case "google":
		p.google, p.email, p.user = "10"+strconv.Itoa(id*7919), mail, nil
	case "yandex":
		p.yandex, p.email, p.user = "y"+strconv.Itoa(id*31), mail, nil
	case "vk":
		p.vk, p.user = int64(id)*37+1000, nil
	}
	return p
}

// telegramID gives half of the customers a number beyond 32 bits, as Telegram does.
func telegramID(id int) int64 {
	if id%2 == 0 {
		return 5_000_000_000 + int64(id)*1013
	}
	return 100_000_000 + int64(id)*617
}

func referralCode(id int) string {
	return fmt.Sprintf("ref%08s", strconv.FormatInt(int64(id)*48271%2147483647, 36))
}

func userFields(p *plan) []field[customer] {
	n, who, current := namePool(), person{}, -1
	of := func(get func(*person) any) func(int, *customer) any {
		return func(i int, c *customer) any {
			if i != current {
				who, current = newPerson(&n, p.rng(7, i), i+1, int(c.auth)), i
			}
			return get(&who)
		}
	}
	_, numeric := p.l.has["users"]["remnawave_id"]
	return []field[customer]{
		{"id", func(i int, _ *customer) any { return int32(i + 1) }},
		{"telegram_id", of(func(w *person) any { return w.telegram })},
		{"auth_type", func(_ int, c *customer) any { return authTypes[c.auth] }},
		{"username", of(func(w *person) any { return w.user })},
		{"first_name", of(func(w *person) any { return w.first })},
		{"last_name", of(func(w *person) any { return w.last })},
		{"status", func(_ int, c *customer) any { return userStatuses[c.status] }},
		{"language", func(i int, _ *customer) any {
			if i%6 == 0 {
				return "en"
			}
			return "ru"
		}},
		{"balance_kopeks", func(_ int, c *customer) any { return c.balance }},
		{"used_promocodes", func(_ int, c *customer) any { return int32(c.codes) }},
		{"promo_group_id", func(_ int, c *customer) any { return orNull(c.group) }},
		{"has_had_paid_subscription", func(_ int, c *customer) any { return c.everPaid }},
		{"referred_by_id", func(_ int, c *customer) any {
			if c.referrer == 0 {
				return nil
			}
			return c.referrer
		}},
		{"referral_code", func(i int, _ *customer) any { return referralCode(i + 1) }},
		{"created_at", func(_ int, c *customer) any { return at(c.registered) }},
		{"updated_at", func(_ int, c *customer) any { return at(c.seen) }},
		{"last_activity", func(_ int, c *customer) any { return at(c.seen) }},
		{"remnawave_id", func(i int, _ *customer) any { return int64(1000 + i) }},
		{"remnawave_uuid", func(i int, _ *customer) any {
			if numeric {
				return nil
			}
			return uuid(p.size.Seed, i)
		}},
		{"email", of(func(w *person) any { return w.email })},
		{"email_verified", func(i int, c *customer) any { return c.auth > 0 && i%9 != 0 }},
		{"google_id", of(func(w *person) any { return w.google })},
		{"yandex_id", of(func(w *person) any { return w.yandex })},
		{"vk_id", of(func(w *person) any { return w.vk })},
		{"lifetime_used_traffic_bytes", func(i int, _ *customer) any { return int64(i%997) * 1_300_000_000 }},
		{"auto_promo_group_assigned", func(_ int, c *customer) any { return c.autoGroup }},
		{"auto_promo_group_threshold_kopeks", func(_ int, c *customer) any {
			if !c.autoGroup {
				return int64(0)
			}
			return int64(p.groups[c.group-1].from)
		}},
		{"promo_offer_discount_percent", func(_ int, c *customer) any { return int32(c.discount) }},
		{"has_made_first_topup", func(_ int, c *customer) any { return c.toppedUp }},
		{"notification_settings", func(i int, _ *customer) any {
			if i%5 > 0 {
				return nil
			}
			return `{"subscription_expiry": true, "note": "тест <&> \"x\""}`
		}},
		{"restriction_topup", func(i int, _ *customer) any { return i%400 == 5 }},
		{"restriction_subscription", func(int, *customer) any { return false }},
		{"partner_status", func(_ int, c *customer) any { return partnerStatuses[c.partner] }},
		{"referral_commission_percent", func(_ int, c *customer) any {
			if c.partner != partnerApproved {
				return nil
			}
			return int32(c.percent())
		}},
	}
}

func uuid(seed uint64, i int) string {
	r := rand.New(rand.NewPCG(seed, 9<<40|uint64(i)))
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}
