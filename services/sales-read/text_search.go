package salesread

import (
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// The customers are found first: how many a text matches cannot be estimated, and walking a whole list for a rare one takes long.
const (
	textSubstring = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.search LIKE @text))`
	textExact     = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.search LIKE @text OR m.search LIKE @at_text))`
	textPrefix    = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE m.telegram_id::text LIKE @text OR lower(m.username) LIKE @bare
	OR lower(m.email) LIKE @text OR lower(m.first_name) LIKE @text OR lower(m.last_name) LIKE @text OR lower(m.referral_code) LIKE @text
	OR m.remnawave_id::text LIKE @text))`
)

// shortest is how many characters a part must have to be looked for; below that the whole of a field is.
const shortest = 3

// likePattern makes a text that LIKE takes literally.
func likePattern(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// textFilter looks through what searchOf lays out, for the customers whose id is in column: for a part from three characters on, below that for
// the whole of one field.
func (s *service) textFilter(f *filter, column, asked string) {
	asked = strings.TrimSpace(oneLine(asked))
	if asked == "" {
		return
	}
	pattern := likePattern(asked)
	switch {
	case !s.substring:
		f.add(column+textPrefix, pgx.NamedArgs{"text": pattern + "%", "bare": strings.TrimPrefix(pattern, "@") + "%"})
	case utf8.RuneCountInString(asked) < shortest:
		f.add(column+textExact, pgx.NamedArgs{"text": "%\n" + pattern + "\n%", "at_text": "%\n@" + pattern + "\n%"})
	default:
		f.add(column+textSubstring, pgx.NamedArgs{"text": "%" + pattern + "%"})
	}
}
