package simulator

import (
	"fmt"
	"strconv"
)

// ledgerKind is how a kind of row is stored and worded: with rubles, tariff, number and promo code.
type ledgerKind struct{ stored, text, english string }

func ledgerKinds() []ledgerKind {
	return []ledgerKind{
		kDeposit:       {"deposit", "Пополнение баланса на %[1]d ₽", "Balance top-up %[1]d RUB"},
		kManual:        {"deposit", "Пополнение администратором на %[1]d ₽", "Manual top-up %[1]d RUB"},
		kBonus:         {"deposit", "Бонус за промокод '%[4]s' %[1]d ₽ <b>🎁</b>", "Promo code '%[4]s': %[1]d RUB"},
		kPurchase:      {"subscription_payment", "Покупка тарифа «%[2]s» на %[3]d дней", "Tariff «%[2]s» for %[3]d days"},
		kRenewal:       {"subscription_payment", "Продление подписки «%[2]s» на %[3]d дней", "Renewal of «%[2]s», %[3]d days"},
		kDaily:         {"subscription_payment", "Суточная оплата тарифа «%[2]s», дней: %[3]d", "Daily charge «%[2]s», days: %[3]d"},
		kTrial:         {"subscription_payment", "Оплата пробного периода, дней: %[3]d", "Paid trial, days: %[3]d"},
		kTraffic:       {"subscription_payment", "Докупка трафика: %[3]d ГБ", "Traffic upgrade: %[3]d GB"},
		kDevices:       {"subscription_payment", "Докупка устройств: +%[3]d", "Докупка устройств: +%[3]d"},
		kSwitch:        {"subscription_payment", "Смена тарифа на «%[2]s» (%[1]d ₽)", "Tariff switch to «%[2]s» (%[1]d RUB)"},
		kDirect:        {"subscription_payment", "Оплата подписки «%[2]s» напрямую, дней: %[3]d", "Direct payment of «%[2]s», days: %[3]d"},
		kLanding:       {"subscription_payment", "Покупка через лендинг: %[1]d ₽", "Landing purchase %[1]d RUB"},
		kGift:          {"gift_payment", "Подарок другу на %[1]d ₽", "Gift %[1]d RUB"},
		kRollback:      {"refund", "Возврат за неудачную покупку %[1]d ₽", "Failed purchase rolled back %[1]d RUB"},
		kAppleRefund:   {"refund", "Возврат App Store %[1]d ₽", "App Store refund %[1]d RUB"},
		kTributeRefund: {"refund", "Возврат Tribute %[1]d ₽", "Tribute refund %[1]d RUB"},
		kFailedRefund:  {"failed_refund", "Компенсация не проведена: %[1]d ₽", "Compensation failed %[1]d RUB"},
		kDebit:         {"withdrawal", "Списание администратором %[1]d ₽", "Manual debit %[1]d RUB"},
		kPayout:        {"withdrawal", "Вывод реферального баланса %[1]d ₽", "Referral payout %[1]d RUB"},
		kReward:        {"referral_reward", "Реферальное вознаграждение %[1]d ₽ от O'Брайен", "Referral reward %[1]d RUB"},
		kWelcome:       {"referral_reward", "Бонус за регистрацию по реферальной ссылке %[1]d ₽", "Referral welcome bonus %[1]d RUB"},
		kPoll:          {"poll_reward", "Награда за опрос %[1]d ₽", "Poll reward %[1]d RUB"},
		kPrize:         {"deposit", "Приз колеса удачи %[1]d ₽", "Wheel prize %[1]d RUB"},
		kCampaign:      {"deposit", "Бонус за регистрацию по кампании %[1]d ₽", "Campaign bonus %[1]d RUB"},
	}
}

// describe words a row as the bot does.
func (p *plan) describe(kinds []ledgerKind, x *payment) string {
	text, tariff, code := kinds[x.kind].text, "Классика", p.saidCode
	if x.user%6 == 1 {
		text = kinds[x.kind].english
	}
	if x.tariff > 0 {
		tariff = p.tariffs[x.tariff-1].name
	}
	if x.kind == kBonus && x.ref > 0 {
		code = p.promos[p.promoIDs[x.ref-1]-1].code
	}
	return fmt.Sprintf(text, max(x.amount, -x.amount)/100, tariff, x.ref, code)
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
			return p.describe(kinds, x)
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
	case x.kind == kTrial:
		return fmt.Sprintf("trial_stars_%d", p.subscriptionID(x.sub))
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
		{"landing_id", func(_ int, g *guest) any {
			if g.cabinet {
				return nil
			}
			return orNull(g.landing)
		}},
		{"campaign_slug", func(_ int, g *guest) any {
			if g.campaign == 0 || g.cabinet {
				return nil
			}
			return p.campaigns[g.campaign-1].slug
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
		{"prize_type", func(_ int, s *spin) any { return spinPrizes[s.prize] }},
		{"prize_value", func(_ int, s *spin) any { return int32(s.prize) * 100 }},
		{"prize_display_name", func(_ int, s *spin) any {
			return [...]string{"Пусто 😢", "100 ₽ на баланс", "1 день", "Промокод"}[s.prize]
		}},
		{"prize_value_kopeks", func(_ int, s *spin) any { return int32(s.prize) * 1000 }},
		{"generated_promocode_id", func(_ int, s *spin) any { return p.promoID(s.code) }},
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
