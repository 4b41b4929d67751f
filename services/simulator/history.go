package simulator

import (
	"fmt"
	"slices"
	"time"
)

type (
	// conversion is noted by the bot's classic mode only.
	conversion struct {
		at     int64
		user   int32
		kopeks int32
		days   int16
	}
	trafficPackage struct {
		at  int64
		sub int32 // key + 1
		gb  int16
	}
	// event is one row of the bot's business log, made from the row it tells of when it is written.
	event struct {
		at   int64
		from int32 // place of that row
		kind uint8
	}
)

const (
	eventPayment uint8 = iota
	eventActivation
	eventPromo
	eventRegistration
	eventVisit
)

// traffic is what the tariff of a subscription allows, in GB; 0 unlimited.
func (s *subscription) traffic(p *plan) int {
	if s.tariff == 0 {
		return 100
	}
	return p.tariffs[s.tariff-1].traffic
}

// number gives ids to what was planned customer by customer: they follow time, as serial columns do.
func (p *plan) number() {
	p.subIDs = make([]int32, len(p.subscriptions))
	for i, s := range p.subscriptions {
		p.subIDs[s.key] = int32(i + 1)
	}
	places := make([]int32, len(p.promos))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortStableFunc(places, func(a, b int32) int { return order(p.promos[a].made, p.promos[b].made) })
	p.promoIDs = make([]int32, len(places))
	sorted := make([]promo, len(places))
	for i, place := range places {
		p.promoIDs[place] = int32(i + 1)
		sorted[i] = p.promos[place]
	}
	p.promos = sorted
	slices.SortStableFunc(p.uses, func(a, b promoUse) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.registrations, func(a, b registration) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.offers, func(a, b offer) int { return order(a.made, b.made) })
	slices.SortStableFunc(p.earnings, func(a, b earning) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.withdrawals, func(a, b withdrawal) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.applications, func(a, b application) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.conversions, func(a, b conversion) int { return order(a.at, b.at) })
	slices.SortStableFunc(p.packages, func(a, b trafficPackage) int { return order(a.at, b.at) })
}

// subscriptionID is the row of a key + 1; in a living shop keys are ids already.
func (p *plan) subscriptionID(key int32) any {
	switch {
	case key == 0:
		return nil
	case p.subIDs == nil:
		return key
	}
	return p.subIDs[key-1]
}

// promoID is the row of a place + 1.
func (p *plan) promoID(place int32) any {
	switch {
	case place == 0:
		return nil
	case p.promoIDs == nil:
		return place
	}
	return p.promoIDs[place-1]
}

// chronicle writes the bot's business log over what its flows tell of. Old installs did not have it, and it is never complete.
func (p *plan) chronicle() {
	since := p.begin + (p.now-p.begin)/4
	for i := range p.payments {
		if p.payments[i].what&noted != 0 {
			p.events = append(p.events, event{p.payments[i].at, int32(i), eventPayment})
		}
	}
	for i, s := range p.subscriptions {
		if s.wasTrial && s.created >= since && i%10 > 0 {
			p.events = append(p.events, event{s.created, int32(i), eventActivation})
		}
	}
	for i, u := range p.uses {
		if u.at >= since {
			p.events = append(p.events, event{u.at, int32(i), eventPromo})
		}
	}
	for i, x := range p.registrations {
		if x.at >= since {
			p.events = append(p.events, event{x.at, int32(i), eventRegistration})
		}
	}
	for i := range p.customers { // a link is only seen when somebody already known follows it
		if c := &p.customers[i]; i%40 == 11 && c.seen >= since && c.seen < p.now {
			p.events = append(p.events, event{c.seen, int32(i), eventVisit})
		}
	}
	slices.SortStableFunc(p.events, func(a, b event) int { return order(a.at, b.at) })
}

// logEntry is a row of the business log as stored.
type logEntry struct {
	at           int64
	kind         string
	user         int32
	subscription any
	transaction  any
	kopeks       any
	message      string
	extra        string
}

func stamp(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.999999-07:00")
}

// entry tells what a log row holds.
func (p *plan) entry(e *event) logEntry {
	out := logEntry{at: e.at, extra: "{}"}
	switch e.kind {
	case eventPayment:
		x := &p.payments[e.from]
		return p.paymentEntry(int64(paymentID(int(e.from))), x)
	case eventActivation:
		return trialEntry(e.at, p.subscriptions[e.from].user, e.from+1)
	case eventPromo:
		u := &p.uses[e.from]
		return promoEntry(u.at, u.user, &p.promos[p.promoIDs[u.promo]-1])
	case eventRegistration:
		r := &p.registrations[e.from]
		return campaignEntry(r.at, r.user, int(r.campaign), &p.campaigns[r.campaign-1])
	case eventVisit:
		out.kind, out.user, out.message = "referral_link_visit", e.from+1, "Переход по реферальной ссылке"
		out.extra = fmt.Sprintf(`{"referral_code": %q}`, referralCode(int(e.from)/2+1))
	}
	return out
}

// paymentEntry is what the bot notes of a purchase, a renewal or a top-up.
func (p *plan) paymentEntry(id int64, x *payment) logEntry {
	out := logEntry{at: x.at, user: x.user, transaction: int32(id), kopeks: max(x.amount, -x.amount), subscription: p.subscriptionID(x.sub), extra: "{}"}
	method := "Баланс"
	if x.gateway >= 0 {
		method = p.gates[x.gateway].name
	}
	end := max(x.prev, x.at) + int64(x.ref)*day
	switch {
	case x.kind == kDeposit:
		out.kind, out.message = "balance_topup", "Пополнение баланса"
		out.extra = fmt.Sprintf(`{"payment_method": %q}`, method)
	case x.what&boughtMask == boughtNew:
		out.kind, out.message = "purchase", "Покупка подписки"
		out.extra = fmt.Sprintf(`{"period_days": %d, "was_trial_conversion": %t, "payment_method": %q}`, x.ref, x.what&converted != 0, method)
	default:
		out.kind, out.message = "renewal", "Продление подписки"
		out.extra = fmt.Sprintf(`{"extended_days": %d, "previous_end_date": %q, "new_end_date": %q, "payment_method": %q}`, x.ref, stamp(x.prev), stamp(end), method)
	}
	return out
}

func trialEntry(at int64, user, subscription int32) logEntry {
	return logEntry{at: at, kind: "activation", user: user, subscription: subscription, message: "Активация триала",
		extra: `{"charged_amount_kopeks": 0, "trial_duration_days": 3}`}
}

func promoEntry(at int64, user int32, c *promo) logEntry {
	return logEntry{at: at, kind: "promocode_activation", user: user, message: "Активация промокода " + c.code,
		extra: fmt.Sprintf(`{"promocode": {"code": %q, "type": %q}}`, c.code, c.kind)}
}

func campaignEntry(at int64, user int32, id int, c *campaign) logEntry {
	return logEntry{at: at, kind: "campaign_registration", user: user, message: "Регистрация по кампании " + c.name,
		extra: fmt.Sprintf(`{"campaign_id": %d, "start_parameter": %q, "bonus_type": %q}`, id, c.slug, c.bonus)}
}
