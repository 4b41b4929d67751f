package spendcsv

import (
	"strings"
	"time"
)

const (
	// MostDays is how many days one entry may cover.
	MostDays = 3660
	// ahead is how far in the future spend may be planned; beyond it the year is a slip.
	ahead = 366 * 24 * time.Hour
	// firstYear is the first one a ledger of a bot may hold.
	firstYear = 2000
)

// readDays reads a cell that holds a day or, with a dash between, the first and the last.
func readDays(cell string) (first, last time.Time, code string) {
	word := strings.TrimSpace(cell)
	for _, dash := range []string{" - ", "–", "—", "...", "…", ".."} {
		if from, to, two := strings.Cut(word, dash); two {
			if first, code = readDay(from); code == "" {
				last, code = readDay(to)
			}
			return first, last, code
		}
	}
	first, code = readDay(word)
	return first, first, code
}

// readDay reads 2026-03-01 or 1.3.2026, also with a time behind it, which spreadsheet programs add.
func readDay(cell string) (time.Time, string) {
	word := strings.TrimSpace(cell)
	if day, clock, both := strings.Cut(strings.Replace(word, "T", " ", 1), " "); both && strings.Trim(clock, "0:") == "" {
		word = day
	}
	for _, form := range []string{time.DateOnly, "2.1.2006"} {
		if at, err := time.Parse(form, word); err == nil {
			if at.Year() < firstYear {
				return at, codeDateFar
			}
			return at, ""
		}
	}
	return time.Time{}, codeDate
}

// span checks the days of a row.
func span(first, last, today time.Time) (code, what, how string) {
	days := int(last.Sub(first).Hours()/24) + 1
	switch {
	case days < 1:
		return codeDateOrder, "the last day is before the first", "swap them"
	case days > MostDays:
		return codeDateLong, "the entry covers more than ten years", "split it"
	case last.Sub(today) > ahead:
		return codeDateFar, "the day is more than a year ahead", "check the year"
	}
	return "", "", ""
}
