package ask

import (
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Clauses after a column of customers' ids. The customers are found first: how many a text matches cannot be estimated, and walking a whole list for a rare one takes long.
const (
	TextSubstring = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.search LIKE @text))`
	TextExact     = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.search LIKE @text OR m.search LIKE @at_text))`
	TextPrefix    = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.telegram_id::text LIKE @text OR lower(m.username) LIKE @bare
	OR lower(m.email) LIKE @text OR lower(m.first_name) LIKE @text OR lower(m.last_name) LIKE @text OR lower(m.referral_code) LIKE @text
	OR m.remnawave_id::text LIKE @text))`
)

// Shortest is how many characters a part must have to be looked for; below that the whole of a field is.
const Shortest = 3

// OneLine is a text as it is stored for, and looked up by, search.
func OneLine(s string) string {
	return strings.ToLower(strings.NewReplacer("\n", " ", "\r", " ", "\x00", "").Replace(s))
}

// LikePattern makes a text that LIKE takes literally.
func LikePattern(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// TextFilter looks through what searchOf lays out, for the customers whose id is in column: for a part from three characters on, below that for
// the whole of one field.
func (r *Reader) TextFilter(f *Filter, column, asked string) {
	asked = strings.TrimSpace(OneLine(asked))
	if asked == "" {
		return
	}
	pattern := LikePattern(asked)
	switch {
	case !r.Substring:
		f.Add(column+TextPrefix, pgx.NamedArgs{"text": pattern + "%", "bare": strings.TrimPrefix(pattern, "@") + "%"})
	case utf8.RuneCountInString(asked) < Shortest:
		f.Add(column+TextExact, pgx.NamedArgs{"text": "%\n" + pattern + "\n%", "at_text": "%\n@" + pattern + "\n%"})
	default:
		f.Add(column+TextSubstring, pgx.NamedArgs{"text": "%" + pattern + "%"})
	}
}
