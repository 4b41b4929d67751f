package classify

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
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
	term    = regexp.MustCompile(`(?:на|for|\()\s*(?:[^()]*,\s*)?(\d{1,4})\s*(?:дн|день|дня|дней|days?|d\))`)
)

// The bot begins its texts with what was done; a word further on may be the name of a tariff.
// letters are those a text may begin with, so that most are refused without more.
var beginnings = []struct {
	bought, letters string
	text            *regexp.Regexp
}{
	{Landing, "пl", regexp.MustCompile(`^(?:покупка подписки через лендинг|покупка через лендинг|landing (?:purchase|order))`)},
	{Trial, "оптаt", regexp.MustCompile(`^(?:(?:оплата|покупка|активация)\s+)?(?:пробн|триал|trial)`)},
	{Daily, "сеd", regexp.MustCompile(`^(?:суточная оплата|ежедневн|daily (?:charge|payment))`)},
	{Renewal, "апrs", regexp.MustCompile(`^(?:авто)?продление(?:\s|$)|^(?:auto-?\s?)?renewal|^subscription (?:renewal|extension)`)},
	{PlanChange, "псtp", regexp.MustCompile(`^(?:переход (?:с суточного )?на тариф|переход с |смена тарифа|смена суточного тарифа|(?:tariff|plan) (?:switch|change))`)},
	{Traffic, "дпсуta", regexp.MustCompile(`^(?:докупка|добавление|покупка|пополнение|переключение|сброс|увеличение)\s+(?:\d+\s*(?:гб|gb)\s+)?трафика|^(?:traffic (?:upgrade|top-?up|package|reset|switch)|add(?:ed|ing)? traffic)`)},
	{Devices, "дпиуda", regexp.MustCompile(`^(?:докупка|добавление|покупка|изменение|увеличение)\s+(?:количества\s+|\d+\s+)?(?:доп(?:олнительн\S*|\.)\s+)?(?:устройств|устр\.)|^(?:devices? (?:upgrade|change|add)|add(?:ed|ing)? devices?)`)},
	{Addon, "дпиacs", regexp.MustCompile(`^(?:добавление|докупка|покупка|изменение|подключение)\s+(?:стран|сервер|модем)|^(?:add(?:ed|ing)? (?:countries|servers)|(?:countries|servers) (?:upgrade|change|add))`)},
	{New, "поst", regexp.MustCompile(`^(?:покупка|оформление)\s+(?:тарифа|подписки)|^подписка на \d|^(?:subscription (?:purchase|for \d)|tariff purchase)`)},
	{Gift, "пg", regexp.MustCompile(`^(?:подарок|gift)(?:[\s:,]|$)`)},
}

func read(description string) wording {
	var w wording
	text := strings.Join(strings.Fields(description), " ")
	if text == "" {
		return w
	}
	bare := text
	if strings.ContainsAny(text, `«“"'`) {
		bare = quoted.ReplaceAllString(text, "''")
	}
	lower := strings.ToLower(bare)
	if strings.ContainsAny(bare, "123456789") {
		if m := term.FindStringSubmatch(lower); m != nil {
			w.days, _ = strconv.ParseInt(m[1], 10, 64) // digits
		}
	}
	if strings.Contains(lower, "тариф") {
		w.tariff = tariffNamed(text, bare)
	}
	for _, b := range beginnings {
		if !strings.Contains(b.letters, firstLetter(lower)) || !b.text.MatchString(lower) {
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

func firstLetter(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// tariffNamed is the name of the tariff, as far as the text tells one; of a switch the one that is switched to.
func tariffNamed(text, bare string) string {
	if _, to, switched := strings.Cut(text, "→"); switched {
		return strings.Trim(strings.TrimSpace(quoted.FindString(to)), "«»“”\"'")
	}
	if m := quoteOf.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1] + m[2] + m[3] + m[4])
	}
	if m := named.FindStringSubmatch(bare); m != nil && !strings.Contains(m[1], "''") {
		return strings.TrimSpace(m[1])
	}
	return ""
}
