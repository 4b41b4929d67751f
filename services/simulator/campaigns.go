package simulator

import "math/rand/v2"

type (
	// campaign of the bot: neither cost nor clicks. Who registers within its time may come by it.
	campaign struct {
		name, slug, bonus string
		from, to          int64
		kopeks, days      int32
		partner           int32 // customer who becomes the referrer
		tariff            int8
		active            bool
	}
	registration struct {
		at       int64
		user     int32
		campaign uint8 // number
	}
	landingPage struct {
		slug, ru, en string
		made         int64
		from, until  int64 // of the discount
		discount     int32
		active       bool
	}
)

// part is the instant at a share of the history.
func (p *plan) part(share float64) int64 {
	return p.begin + int64(share*float64(p.now-p.begin))/second*second
}

// partnerID is the partner whose campaign brings customers; tiny shops have none.
func (p *plan) partnerID() int32 {
	if p.size.Customers < 10 || !p.l.hasTable("partner_applications") {
		return 0
	}
	return 4
}

// advertise plans the campaigns and landing pages.
func (p *plan) advertise() {
	gift := campaign{name: "Флаер в коворкинге, СПб", slug: "flyer_spb", bonus: "tariff", tariff: 2, days: 14, from: p.part(0.5), to: p.part(0.9), active: true}
	if _, ok := p.l.has["advertising_campaigns"]["tariff_id"]; !ok {
		gift.bonus, gift.tariff, gift.days = "subscription", 0, 14
	}
	p.campaigns = []campaign{
		{name: "Старый партнёр (2024)", slug: "legacy", bonus: "none", from: p.part(0), to: p.part(0.2)},
		{name: "Блогер Саша Техно: обзор", slug: "sasha_tech", bonus: "balance", kopeks: 10000, from: p.part(0.1), to: p.part(0.45), active: true},
		{name: "Reddit r/vpn thread", slug: "reddit_vpn", bonus: "none", from: p.part(0.1), to: p.now, active: true},
		{name: "Канал «Свобода», партнёрская", slug: "partner_svoboda", bonus: "balance", kopeks: 7500, partner: p.partnerID(), from: p.part(0.2), to: p.now, active: true},
		{name: "Telegram Ads: весна", slug: "tgads_spring", bonus: "none", from: p.part(0.3), to: p.part(0.6)},
		{name: "YouTube Privacy Weekly #42", slug: "yt_privacy", bonus: "subscription", days: 5, from: p.part(0.4), to: p.part(0.8), active: true},
		gift,
		{name: "Telegram Ads RU, broad", slug: "tgads_broad", bonus: "balance", kopeks: 5000, from: p.part(0.55), to: p.now, active: true},
		{name: "VK Реклама 🎯 <осень & зима>", slug: "vk_autumn", bonus: "balance", kopeks: 3000, from: p.part(0.7), to: p.now, active: true},
		{name: "Черновик: новогодняя", slug: "draft_newyear", bonus: "none", from: p.now - hour, to: p.now - hour, active: true},
	}
	p.landings = []landingPage{
		{slug: "main", ru: "Быстрый VPN", en: "Fast VPN", made: p.part(0), active: true},
		{slug: "gift", ru: "Подарите свободу 🎁", en: "Gift freedom", made: p.part(0.05), active: true},
		{slug: "autumn-sale", ru: "Осенняя распродажа −20 %", en: "Autumn sale −20 %", made: p.part(0.1), discount: 20, from: p.part(0.7), until: p.part(0.8), active: true},
		{slug: "old", ru: "Старая <страница>", en: "Old <page>", made: p.part(0)},
	}
}

// touch decides by which campaign a customer came; a partner's campaign makes the partner the referrer.
func (p *plan) touch(r *rand.Rand, c *customer, i int) {
	if c.registered < p.begin || r.IntN(100) >= 45 {
		return
	}
	k := r.IntN(len(p.campaigns))
	if x := &p.campaigns[k]; c.registered >= x.from && c.registered < x.to && int(x.partner) <= i {
		c.campaign = uint8(k + 1)
		if x.partner != 0 {
			c.referrer = x.partner
		}
	}
}

// join registers the customer with the campaign and gives its bonus. Without room in the ledger for the bonus, the customer came without one.
func (x *life) join() {
	if x.c.campaign == 0 {
		return
	}
	c := &x.campaigns[x.c.campaign-1]
	if c.kopeks > 0 && x.left == 0 {
		x.c.campaign = 0
		return
	}
	at := min(x.c.registered, x.now-second) // before anything is paid
	x.registrations = append(x.registrations, registration{at: at, user: x.id, campaign: x.c.campaign})
	if c.kopeks > 0 {
		x.add(kCampaign, at, int(c.kopeks), methodNone, 0)
	}
}
