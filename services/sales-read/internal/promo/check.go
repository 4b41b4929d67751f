package promo

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Fields is what an editor may set of a code.
type Fields struct {
	Code, Type                     string
	BonusKopeks, Days, TrafficGB   int64
	DiscountPercent, DiscountHours int64
	// MaxUses is 0 for unlimited.
	MaxUses         int64
	ValidFrom, Till *time.Time
}

// Problem is one reason why the bot would refuse, or spoil, a code.
type Problem struct{ Field, Text string }

const (
	longest = 50
	largest = 1<<31 - 1
)

// Normal is a code as the bot stores it.
func Normal(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// Check holds fields against the bot's rules, those of its cabinet included where its API would take nonsense. uses is how often the code was used.
func Check(f Fields, uses int64) []Problem {
	var found []Problem
	wrong := func(field, format string, args ...any) {
		found = append(found, Problem{field, fmt.Sprintf(format, args...)})
	}
	switch n := utf8.RuneCountInString(f.Code); {
	case n == 0:
		wrong("code", "say how the code reads")
	case n > longest:
		wrong("code", "has %d characters: the bot stores %d at most", n, longest)
	}
	for _, number := range []struct {
		field string
		value int64
	}{{"balance_bonus_kopeks", f.BonusKopeks}, {"subscription_days", f.Days}, {"traffic_gb", f.TrafficGB}, {"discount_hours", f.DiscountHours}, {"max_uses", f.MaxUses}} {
		if number.value < 0 || number.value > largest {
			wrong(number.field, "must be from 0 to %d", largest)
		}
	}
	switch f.Type {
	case "balance":
		if f.BonusKopeks == 0 {
			wrong("balance_bonus_kopeks", "a balance code credits more than 0")
		}
	case "subscription_days", "trial_subscription":
		if f.Days == 0 {
			wrong("subscription_days", "this type gives at least one day")
		}
	case "balance_and_days":
		if f.BonusKopeks == 0 && f.Days == 0 && f.TrafficGB == 0 {
			wrong("balance_bonus_kopeks", "give a bonus, days or traffic")
		}
	case "discount":
		if f.DiscountPercent < 1 || f.DiscountPercent > 100 {
			wrong("discount_percent", "must be from 1 to 100")
		}
		if f.BonusKopeks != 0 || f.Days != 0 {
			wrong("balance_bonus_kopeks", "a discount has no bonus and no days: the bot keeps percent and hours in their place")
		}
	case "promo_group": // may give nothing else; which group is said in the bot itself
	default:
		wrong("type", "%q is no type of the bot: use balance, subscription_days, trial_subscription, balance_and_days or discount", f.Type)
	}
	if f.Type != "discount" && (f.DiscountPercent != 0 || f.DiscountHours != 0) {
		wrong("discount_percent", "only a discount has percent and hours")
	}
	if f.MaxUses > 0 && f.MaxUses < uses {
		wrong("max_uses", "the code was used %d times already: the bot takes no lower limit", uses)
	}
	if f.ValidFrom != nil && f.Till != nil && f.ValidFrom.After(*f.Till) {
		wrong("valid_until", "must not be before valid_from")
	}
	return found
}
