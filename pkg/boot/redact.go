package boot

import (
	"regexp"
	"strings"
)

const hidden = "xxxxx"

var (
	// urlUser is the userinfo of every URL in a text. Greedy up to the last @ of the word: a password may hold /, : and @.
	urlUser = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)([^\s"']*)@`)
	// keyed is password=… of a query string or of a keyword/value DSN, quoted or not.
	keyed = regexp.MustCompile(`(?i)((?:ssl)?password|token|secret|apikey|api_key)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&'"]+)`)
)

// Redact hides the passwords in a URL, a DSN or a text that quotes them, for logs and errors. A user without password is kept, except in nats
// URLs, where it is a token.
func Redact(text string) string {
	text = urlUser.ReplaceAllStringFunc(text, func(found string) string {
		scheme, user, _ := strings.Cut(strings.TrimSuffix(found, "@"), "://")
		name, _, hasPassword := strings.Cut(user, ":")
		switch {
		case hasPassword:
			return scheme + "://" + name + ":" + hidden + "@"
		case strings.HasPrefix(scheme, "nats"):
			return scheme + "://" + hidden + "@"
		}
		return found
	})
	return keyed.ReplaceAllString(text, "${1}${2}"+hidden)
}
