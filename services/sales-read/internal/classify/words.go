package classify

import (
	"regexp"
	"strconv"
	"strings"
)

// wording is what the words of a ledger row say.
type wording struct {
	bought   string
	conflict bool
	tariff   string
	days     int64
}

// Names are set in quotes by most of the bot's texts.
var quoted = regexp.MustCompile(`«[^»]*»|“[^”]*”|"[^"]*"|'[^']*'`)

// The name of a tariff without quotes ends before the term, a bracket or the end.
var (
	named   = regexp.MustCompile(`(?i)(?:^|\s)тариф(?:а|е|у|ом)?\s+([^\s(:,][^(]*?)\s*(?:на \d+ д|\(|$)`)
	quoteOf = regexp.MustCompile(`(?i)тариф(?:а|е|у|ом)?\s+(?:«([^»]*)»|“([^”]*)”|"([^"]*)"|'([^']*)')`)
	term    = regexp.MustCompile(`(?i)(?:на|for|\()\s*(?:[^()]*,\s*)?(\d{1,4})\s*(?:дн|день|дня|дней|days?|d\))`)
)

// The bot begins its texts with what was done; a word further on may be the name of a tariff.
var beginnings = []struct {
	bought string
	text   *regexp.Regexp
}{
	{Landing, regexp.MustCompile(`^(?:покупка подписки через лендинг|покупка через лендинг|landing (?:purchase|order))`)},
	{Trial, regexp.MustCompile(`^(?:(?:оплата|покупка|активация)\s+)?(?:пробн|триал|trial)`)},
	{Daily, regexp.MustCompile(`^(?:суточная оплата|ежедневн|daily (?:charge|payment))`)},
	{Renewal, regexp.MustCompile(`^(?:авто)?продление(?:\s|$)|^(?:auto-?\s?)?renewal|^subscription (?:renewal|extension)`)},
	{PlanChange, regexp.MustCompile(`^(?:переход (?:с суточного )?на тариф|переход с |смена тарифа|смена суточного тарифа|(?:tariff|plan) (?:switch|change))`)},
	{Traffic, regexp.MustCompile(`^(?:докупка|добавление|покупка|пополнение|переключение|сброс|увеличение)\s+(?:\d+\s*(?:гб|gb)\s+)?трафика|^(?:traffic (?:upgrade|top-?up|package|reset|switch)|add(?:ed|ing)? traffic)`)},
	{Devices, regexp.MustCompile(`^(?:докупка|добавление|покупка|изменение|увеличение)\s+(?:количества\s+|\d+\s+)?(?:доп(?:олнительн\S*|\.)\s+)?(?:устройств|устр\.)|^(?:devices? (?:upgrade|change|add)|add(?:ed|ing)? devices?)`)},
	{Addon, regexp.MustCompile(`^(?:добавление|докупка|покупка|изменение|подключение)\s+(?:стран|сервер|модем)|^(?:add(?:ed|ing)? (?:countries|servers)|(?:countries|servers) (?:upgrade|change|add))`)},
	{New, regexp.MustCompile(`^(?:покупка|оформление)\s+(?:тарифа|подписки)|^подписка на \d|^(?:subscription (?:purchase|for \d)|tariff purchase)`)},
	{Gift, regexp.MustCompile(`^(?:подарок|gift)(?:[\s:,]|$)`)},
}

func read(description string) wording {
	var w wording
	text := strings.Join(strings.Fields(description), " ")
	if text == "" {
		return w
	}
	bare := quoted.ReplaceAllString(text, "''")
	if m := term.FindStringSubmatch(bare); m != nil {
		w.days, _ = strconv.ParseInt(m[1], 10, 64) // digits
	}
	w.tariff = tariffNamed(text, bare)
	lower := strings.ToLower(bare)
	for _, b := range beginnings {
		if !b.text.MatchString(lower) {
			continue
		}
		if w.bought != "" && w.bought != b.bought && !(w.bought == Landing && b.bought == New) {
			w.conflict = true
		}
		if w.bought == "" {
			w.bought = b.bought
		}
	}
	return w
}

// tariffNamed is the name of the tariff, as far as the text tells one; of a switch the one that is switched to.
func tariffNamed(text, bare string) string {
	if m := quoteOf.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1] + m[2] + m[3] + m[4])
	}
	if m := named.FindStringSubmatch(bare); m != nil && !strings.Contains(m[1], "''") {
		return strings.TrimSpace(m[1])
	}
	return ""
}
