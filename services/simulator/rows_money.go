package simulator

import (
	"fmt"
	"strconv"
)

// ledgerKind is how a kind of row is stored and worded.
type ledgerKind struct{ stored, text, english string }

func ledgerKinds() []ledgerKind {
	return []ledgerKind{
		kDeposit:       {"deposit", "Пополнение баланса на %d ₽", "Balance top-up %d RUB"},
		kManual:        {"deposit", "Пополнение администратором на %d ₽", "Manual top-up %d RUB"},
		kBonus:         {"deposit", "Бонус за промокод 'ЛЕТО%%2026' %d ₽ <b>🎁</b>", "Promo bonus %d RUB"},
		kPurchase:      {"subscription_payment", "Покупка подписки за %d ₽", "Subscription purchase %d RUB"},
		kRenewal:       {"subscription_payment", "Продление подписки, %d ₽", "Subscription renewal %d RUB"},
		kAddon:         {"subscription_payment", "Докупка трафика: %d ₽", "Traffic upgrade %d RUB"},
		kSwitch:        {"subscription_payment", "Смена тарифа «Стандарт» → «Безлимит» (%d ₽)", "Tariff switch (%d RUB)"},
		kDirect:        {"subscription_payment", "Оплата подписки напрямую, %d ₽", "Direct subscription payment %d RUB"},
		kLanding:       {"subscription_payment", "Покупка через лендинг: %d ₽", "Landing purchase %d RUB"},
		kGift:          {"gift_payment", "Подарок другу на %d ₽", "Gift %d RUB"},
		kRollback:      {"refund", "Возврат за неудачную покупку %d ₽", "Failed purchase rolled back %d RUB"},
		kAppleRefund:   {"refund", "Возврат App Store %d ₽", "App Store refund %d RUB"},
		kTributeRefund: {"refund", "Возврат Tribute %d ₽", "Tribute refund %d RUB"},
		kFailedRefund:  {"failed_refund", "Компенсация не проведена: %d ₽", "Compensation failed %d RUB"},
		kDebit:         {"withdrawal", "Списание администратором %d ₽", "Manual debit %d RUB"},
		kPayout:        {"withdrawal", "Вывод реферального баланса %d ₽", "Referral payout %d RUB"},
		kReward:        {"referral_reward", "Реферальное вознаграждение %d ₽ от O'Брайен", "Referral reward %d RUB"},
		kPoll:          {"poll_reward", "Награда за опрос %d ₽", "Poll reward %d RUB"},
	}
}

// paymentID leaves holes: rolled back rows and returning users whose history was wiped.
func paymentID(i int) int {
	if i < 0 {
		return 0
	}
	return i + 1 + i/211*2
}

func paymentFields(p *plan) []field[payment] {
	kinds := ledgerKinds()
	return []field[payment]{
		{"id", func(i int, _ *payment) any { return int32(paymentID(i)) }},
		{"user_id", func(_ int, x *payment) any { return x.user }},
		{"type", func(_ int, x *payment) any { return kinds[x.kind].stored }},
		{"amount_kopeks", func(_ int, x *payment) any { return x.amount }},
		{"description", func(i int, x *payment) any {
			if i%500 == 77 {
				return nil
			}
			text := kinds[x.kind].text
			if x.user%6 == 1 {
				text = kinds[x.kind].english
			}
			return fmt.Sprintf(text, max(x.amount, -x.amount)/100)
		}},
		{"payment_method", func(_ int, x *payment) any { return p.method(x) }},
		{"external_id", func(i int, x *payment) any { return p.externalID(i, x) }},
		{"is_completed", func(_ int, x *payment) any { return x.kind != kFailedRefund }},
		{"created_at", func(_ int, x *payment) any { return at(x.at - int64(max(x.lag, 0))*second) }},
		{"completed_at", func(_ int, x *payment) any {
			if x.lag == noCompletion || x.kind == kFailedRefund {
				return nil
			}
			return at(x.at)
		}},
	}
}

func (p *plan) method(x *payment) any {
	switch x.gateway {
	case methodBalance:
		return "balance"
	case methodNone:
		return nil
	case methodManual:
		return "manual"
	case methodApple:
		return "apple_iap"
	case methodTribute:
		return "tribute"
	}
	if x.kind == kLanding {
		return p.guestMethods[x.gateway].gateway
	}
	return p.gates[x.gateway].name
}

func (p *plan) externalID(i int, x *payment) any {
	switch {
	case x.kind == kLanding:
		return orderID(p.size.Seed, int(x.ref))
	case x.gateway == methodApple || x.gateway == methodTribute:
		return "refund_" + strconv.Itoa(i)
	case x.gateway < 0, x.kind == kDirect && p.gates[x.gateway].name == "cryptobot":
		return nil
	}
	return p.gates[x.gateway].prefix + strconv.FormatInt(1_000_000_000+int64(i), 36)
}

func orderID(seed uint64, key int) string { return "order_" + uuid(seed+2, key)[:18] }

func guestFields(p *plan) []field[guest] {
	n := namePool()
	id := func(v int32) any {
		if v == 0 {
			return nil
		}
		return v
	}
	return []field[guest]{
		{"id", func(i int, _ *guest) any { return int32(i + 1) }},
		{"token", func(_ int, g *guest) any { return "tok_" + uuid(p.size.Seed+3, int(g.key)) }},
		{"contact_type", func(int, *guest) any { return "email" }},
		{"contact_value", func(_ int, g *guest) any {
			return fmt.Sprintf("%s.%d@%s", n.latin[int(g.key)%len(n.latin)], g.key, n.domains[int(g.key)%len(n.domains)])
		}},
		{"is_gift", func(_ int, g *guest) any { return g.gift }},
		{"source", func(_ int, g *guest) any {
			if g.cabinet {
				return "cabinet"
			}
			return "landing"
		}},
		{"buyer_user_id", func(_ int, g *guest) any { return id(g.buyer) }},
		{"gift_recipient_type", func(_ int, g *guest) any {
			if !g.gift {
				return nil
			}
			return "telegram"
		}},
		{"gift_recipient_value", func(_ int, g *guest) any {
			if !g.gift {
				return nil
			}
			return "@friend_" + strconv.Itoa(int(g.key))
		}},
		{"gift_message", func(_ int, g *guest) any {
			if !g.gift {
				return nil
			}
			return n.hostile[int(g.key)%len(n.hostile)]
		}},
		{"tariff_id", func(_ int, g *guest) any { return int32(g.tariff) }},
		{"period_days", func(_ int, g *guest) any { return int32(g.period) }},
		{"amount_kopeks", func(_ int, g *guest) any { return g.amount }},
		{"currency", func(int, *guest) any { return "RUB" }},
		{"payment_method", func(_ int, g *guest) any {
			if g.method == balanceMethod {
				return "balance"
			}
			return p.guestMethods[g.method].stored
		}},
		{"payment_id", func(_ int, g *guest) any { return orderID(p.size.Seed, int(g.key)) }},
		{"status", func(_ int, g *guest) any { return guestStatuses[g.status] }},
		{"user_id", func(_ int, g *guest) any { return id(g.user) }},
		{"created_at", func(_ int, g *guest) any { return at(g.created) }},
		{"paid_at", func(_ int, g *guest) any { return at(g.paid) }},
		{"delivered_at", func(_ int, g *guest) any { return at(g.delivered) }},
		{"retry_count", func(int, *guest) any { return int32(0) }},
		{"referrer", func(_ int, g *guest) any { return "https://example.org/?q=<x>&k=" + strconv.Itoa(int(g.key)) }},
	}
}

func spinFields(p *plan) []field[spin] {
	return []field[spin]{
		{"id", func(i int, _ *spin) any { return int32(i + 1) }},
		{"user_id", func(_ int, s *spin) any { return s.user }},
		{"payment_type", func(_ int, s *spin) any {
			if s.kind == spinDays {
				return "subscription_days"
			}
			return "telegram_stars"
		}},
		{"payment_amount", func(_ int, s *spin) any {
			if s.kind == spinDays {
				return int32(1)
			}
			return s.kopeks / 179
		}},
		{"payment_value_kopeks", func(_ int, s *spin) any { return s.kopeks }},
		{"prize_type", func(i int, _ *spin) any { return [...]string{"nothing", "balance_bonus", "subscription_days"}[i%3] }},
		{"prize_value", func(i int, _ *spin) any { return int32(i % 3 * 100) }},
		{"prize_display_name", func(i int, _ *spin) any {
			return [...]string{"Пусто 😢", "100 ₽ на баланс", "1 день"}[i%3]
		}},
		{"prize_value_kopeks", func(i int, _ *spin) any { return int32(i % 3 * 1000) }},
		{"telegram_charge_id", func(i int, s *spin) any {
			if s.kind != spinStars {
				return nil
			}
			return "stxspin" + uuid(p.size.Seed+4, i)
		}},
		{"is_applied", func(int, *spin) any { return true }},
		{"applied_at", func(_ int, s *spin) any { return at(s.at) }},
		{"created_at", func(_ int, s *spin) any { return at(s.at) }},
	}
}
