package simulator

import (
	"fmt"
	"math/rand/v2"
)

// gateway is a payment system with its share of the payments.
type gateway struct {
	name   string
	weight int
	prefix string // of the order ids it hands out
}

func gateways(l *layout) []gateway {
	var out []gateway
	for _, g := range []gateway{
		{"yookassa", 30, "2d"}, {"platega", 18, "plt_"}, {"cryptobot", 12, "CB"}, {"telegram_stars", 12, "stxq"},
		{"wata", 7, "wata-"}, {"tribute", 6, "donation_"}, {"pal24", 5, "P24"}, {"freekassa", 4, "fk"}, {"heleket", 3, "hlk-"},
		{"apple_iap", 3, "20000"}, {"cloudpayments", 2, "cp"}, {"riopay", 2, "rio_"}, {"lava", 1, "lv-"},
	} {
		if l.knowsMethod(g.name) {
			out = append(out, g)
		}
	}
	return out
}

// guestMethods are what landing pages store: sub-options of gateways. A method that this release lacks is not offered.
func guestMethods(l *layout) []guestMethod {
	var out []guestMethod
	for _, m := range []guestMethod{
		{"yookassa", "yookassa"}, {"yookassa_sbp", "yookassa"}, {"platega_2", "platega"}, {"cryptobot", "cryptobot"},
		{"platega", "platega"}, {"wata", "wata"}, {"pal24_card", "pal24"}, {"kassa_ai", "kassa_ai"},
	} {
		if l.knowsMethod(m.gateway) {
			out = append(out, m)
		}
	}
	return out
}

type guestMethod struct{ stored, gateway string }

// tariff is what the shop sells. Prices are kopeks. Two names hold words by which the bot takes a purchase for an add-on.
type tariff struct {
	id      int
	name    string
	prices  map[int]int // days → kopeks
	daily   int         // kopeks per day; 0: sold by period
	traffic int         // GB, 0 unlimited
	devices int
	active  bool
}

func tariffs() []tariff {
	return []tariff{
		{1, "Старт", map[int]int{30: 14900, 90: 39900}, 0, 50, 1, true},
		{2, "Стандарт", map[int]int{30: 24900, 90: 69900, 180: 129900, 360: 239900}, 0, 200, 3, true},
		{3, "Безлимит", map[int]int{30: 39900, 90: 109900, 180: 199900, 360: 369900}, 0, 0, 5, true},
		{4, "Family «5 устройств»", map[int]int{30: 59900, 90: 159900, 360: 549900}, 0, 0, 10, true},
		{5, "Посуточный", map[int]int{}, 1500, 20, 2, true},
		{6, "Игровой 🎮 безлимит трафика", map[int]int{30: 34900, 90: 94900}, 0, 0, 2, true},
		{7, "Business <b>Pro</b> & Co", map[int]int{30: 99900, 360: 899900}, 0, 0, 25, true},
		{8, "Архивный 2023", map[int]int{30: 9900}, 0, 100, 1, false},
	}
}

func (t tariff) pricesJSON() string {
	out := "{"
	for _, days := range []int{30, 90, 180, 360} {
		if p, ok := t.prices[days]; ok {
			if len(out) > 1 {
				out += ", "
			}
			out += fmt.Sprintf("%q: %d", fmt.Sprint(days), p)
		}
	}
	return out + "}"
}

func (t tariff) period(r *rand.Rand) (days, price int) {
	if t.daily > 0 {
		return 1, t.daily
	}
	days = [...]int{30, 30, 30, 30, 30, 30, 90, 90, 180, 360}[r.IntN(10)]
	for ; t.prices[days] == 0; days = 30 {
	}
	return days, t.prices[days]
}

// names holds the pools personal data is drawn from, and the texts no screen, query or export may stumble over.
type names struct{ first, last, latin, hostile, domains []string }

func namePool() names {
	return names{
		first: []string{"Александр", "Мария", "Дмитрий", "Анна", "Сергей", "Елена", "Иван", "Ольга", "Никита", "Ксения", "Артём", "Юлия",
			"Тимур", "Алина", "Роман", "Вероника", "Глеб", "Полина", "Руслан", "Дарья", "Кирилл", "Софья", "Павел", "Евгений",
			"Alex", "Kate", "John", "Emily", "Max", "Daniel", "Sophie", "Liam", "Nora", "Ethan", "Chloe", "Mark"},
		last: []string{"Иванов", "Петрова", "Смирнов", "Кузнецова", "Волков", "Соколова", "Морозов", "Лебедева", "Козлов", "Новикова", "Орлов", "Павлова",
			"Фёдоров", "Макарова", "Зайцев", "Белова", "Ким", "Гусев", "Тарасова", "Ершов",
			"Smith", "Brown", "Miller", "Wilson", "Taylor", "Clark", "Lewis", "Young"},
		latin: []string{"alex", "masha", "dimon", "anya", "serg", "lenka", "vanya", "olya", "nik", "ksu", "tema", "yulia", "timur", "alina", "roma", "vero",
			"gleb", "polly", "rus", "dasha", "kirill", "sonya", "pasha", "zhenya", "neo", "fox", "wolf", "dev", "moon", "storm", "pixel", "frost"},
		hostile: []string{`Robert'); DROP TABLE users;--`, `<script>alert("x")</script>`, `O'Connor "Bob"`, "محمد علي", "‮dlrow‬", "🦊🔥👨‍👩‍👧",
			`{{7*7}} ${x} %s %n`, `<img src=x onerror=alert(1)>`, "=HYPERLINK(\"http://x\")", "null", "Zoë Ñandú ß", "a\tb\nc", `C:\temp\`, "​​ ", "Ꙭ𝕏𝕐"},
		domains: []string{"mail.ru", "yandex.ru", "gmail.com", "bk.ru", "icloud.com", "proton.me", "example.org"},
	}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func pickGateway(r *rand.Rand, from []gateway) int {
	sum := 0
	for _, g := range from {
		sum += g.weight
	}
	n := r.IntN(sum)
	for i, g := range from {
		if n -= g.weight; n < 0 {
			return i
		}
	}
	return 0
}

// topUp rounds a needed amount to what people pay.
func topUp(r *rand.Rand, need int) int {
	for _, step := range []int{10000, 15000, 20000, 25000, 30000, 40000, 50000, 60000, 100000, 150000, 200000, 300000, 500000, 1000000} {
		if step >= need && r.IntN(3) > 0 {
			return step
		}
	}
	return need
}
