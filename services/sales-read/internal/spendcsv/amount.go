package spendcsv

import (
	"strconv"
	"strings"
)

// MostKopeks is the largest amount of one entry.
const MostKopeks = 100_000_000_000_000

// rouble are the ways people write the currency beside an amount.
func rouble() []string {
	return []string{"₽", "рублей", "рубля", "рубль", "руб.", "руб", "р.", "р", "rub", "rur"}
}

// foreign are signs of other currencies.
const foreign = "$€£¥₸₴₺₿₾₼"

// readAmount reads roubles: 1234, 1 234,56, 1.234,56, 1,234.56, 1 234 ₽. What may mean two numbers is refused.
func readAmount(cell string) (kopeks int64, code, what, how string) {
	const example = "write it as 1234.56"
	word := strings.ToLower(strings.TrimSpace(cell))
	if word == "" {
		return 0, codeAmountMissing, "there is no amount", "write the sum in roubles, or delete the line"
	}
	if strings.ContainsAny(word, foreign) {
		return 0, codeCurrency, "the ledger is kept in roubles only", "convert the sum to roubles and name the rate in the note"
	}
	for _, sign := range rouble() {
		if rest, cut := strings.CutSuffix(word, sign); cut {
			word = strings.TrimSpace(rest)
			break
		}
	}
	word = strings.TrimSpace(strings.TrimPrefix(word, "₽"))
	word = strings.NewReplacer("\u00A0", " ", "\u202F", " ", "\u2009", " ", "'", " ", "’", " ", "−", "-", "–", "-").Replace(word)
	if rest, minus := strings.CutPrefix(word, "-"); minus && strings.ContainsAny(rest, "0123456789") {
		return 0, codeAmountNegative, "the amount is below zero", "spend is entered without a sign; undo or correct the entry that was wrong"
	}
	whole, fraction, code := splitAmount(word)
	switch {
	case code == codeAmountTwoWays:
		return 0, code, "a comma or point before three digits may be a fraction or thousands", "write 1234 or 1234.00"
	case code != "":
		return 0, code, "this is no amount", example
	case len(strings.TrimLeft(whole, "0")) > 13:
		return 0, codeAmountHuge, "the amount is larger than 1 000 000 000 000 roubles", "check the column and the decimal sign"
	}
	roubles, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, codeAmount, "this is no amount", example
	}
	cents, err := strconv.ParseInt((fraction + "00")[:2], 10, 64)
	if err != nil {
		return 0, codeAmount, "this is no amount", example
	}
	kopeks = roubles*100 + cents
	switch {
	case kopeks == 0:
		return 0, codeAmountZero, "the amount is 0", "delete the line: nothing was spent"
	case kopeks > MostKopeks:
		return 0, codeAmountHuge, "the amount is larger than 1 000 000 000 000 roubles", "check the column and the decimal sign"
	}
	return kopeks, "", "", ""
}

// splitAmount parts a number into whole and fraction digits; code says why it cannot.
func splitAmount(word string) (whole, fraction, code string) {
	decimal := strings.LastIndexAny(word, ".,")
	if decimal < 0 {
		return ungroup(word, " ")
	}
	sign, other := word[decimal:decimal+1], "."
	if sign == "." {
		other = ","
	}
	before, after := word[:decimal], word[decimal+1:]
	switch {
	case !digits(after):
		return "", "", codeAmount
	case len(after) <= 2:
		if strings.Contains(before, sign) { // 1.234.56
			return "", "", codeAmount
		}
		group := " "
		if strings.Contains(before, other) {
			group = other
		}
		whole, _, code = ungroup(before, group)
		return whole, after, code
	case len(after) != 3 || strings.Contains(before, other):
		return "", "", codeAmount
	case strings.Contains(before, sign): // 1,234,567
		return ungroup(word, sign)
	}
	return "", "", codeAmountTwoWays
}

// ungroup joins digits that stand in groups of three.
func ungroup(word, group string) (whole, fraction, code string) {
	parts := strings.Split(word, group)
	for i, part := range parts {
		if !digits(part) || i > 0 && len(part) != 3 || len(parts) > 1 && i == 0 && len(part) > 3 {
			return "", "", codeAmount
		}
	}
	return strings.Join(parts, ""), "", ""
}

func digits(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}
