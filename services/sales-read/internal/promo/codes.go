package promo

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Alphabet is what codes are made up of: no character is taken for another when it is read aloud, printed or typed.
const Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// guesses is how many tries shall not be enough to find one code of a batch.
const guesses = 100_000

// Shortest is the number of random characters that keeps count codes from being guessed.
func Shortest(count int) int {
	n, space := 0, 1.0
	for space < guesses*float64(count) {
		space *= float64(len(Alphabet))
		n++
	}
	return n
}

// CheckName holds what the codes of a batch are made up of against the bot's rules and against guessing. The prefix is normal.
func CheckName(prefix string, length, count int) []Problem {
	var found []Problem
	for _, r := range prefix {
		if !unicode.IsDigit(r) && r != '-' && r != '_' && (!unicode.IsLetter(r) || unicode.IsLower(r)) {
			found = append(found, Problem{"prefix", fmt.Sprintf("%q does not belong into a code: use letters, digits, - and _", r)})
			break
		}
	}
	if n := utf8.RuneCountInString(prefix) + length; n > longest {
		found = append(found, Problem{"length", fmt.Sprintf("makes codes of %d characters: the bot stores %d at most", n, longest)})
	}
	if least := Shortest(count); length < least {
		found = append(found, Problem{"length", fmt.Sprintf("%d codes of %d random characters are too easy to guess: take %d or more", count, length, least)})
	}
	return found
}

// Codes makes up n different codes, none of which is in avoid. There must be many more of them than avoid holds: see Shortest.
func Codes(random io.Reader, prefix string, length, n int, avoid map[string]bool) ([]string, error) {
	codes, made := make([]string, 0, n), map[string]bool{}
	for len(codes) < n {
		code, err := draw(random, prefix, length)
		if err != nil {
			return nil, err
		}
		if made[code] || avoid[code] {
			continue
		}
		made[code] = true
		codes = append(codes, code)
	}
	return codes, nil
}

func draw(random io.Reader, prefix string, length int) (string, error) {
	var code strings.Builder
	code.WriteString(prefix)
	var b [1]byte
	for drawn := 0; drawn < length; {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		// Bytes beyond the last whole round of the alphabet would make its beginning likelier.
		if int(b[0]) >= 256-256%len(Alphabet) {
			continue
		}
		code.WriteByte(Alphabet[int(b[0])%len(Alphabet)])
		drawn++
	}
	return code.String(), nil
}
