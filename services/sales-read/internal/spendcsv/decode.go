package spendcsv

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Encodings a file may be in, as File.Encoding names them.
const (
	UTF8   = "UTF-8"
	CP1251 = "Windows-1251"
)

// decode makes the file's bytes text. A file that is no UTF-8 is taken for Windows-1251 only when it then reads as ordinary writing; the preview
// says so, because somebody has to look at the words.
func decode(content []byte) (text, encoding string, wrong *Issue) {
	if bytes.HasPrefix(content, []byte{0xFF, 0xFE}) || bytes.HasPrefix(content, []byte{0xFE, 0xFF}) {
		return "", "", fileIssue(codeEncoding, "the file is UTF-16, which programs call “Unicode text”", "save it as “CSV UTF-8”")
	}
	content = bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF"))
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) || bytes.HasPrefix(content, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return "", "", fileIssue(codeEncoding, "this is a workbook of a spreadsheet program, not a CSV file", "save the sheet as “CSV UTF-8”")
	}
	if utf8.Valid(content) {
		text, encoding = string(content), UTF8
	} else {
		decoded, err := charmap.Windows1251.NewDecoder().Bytes(content)
		if err != nil || !reads(string(decoded)) {
			return "", "", fileIssue(codeEncoding, "the file is neither UTF-8 nor Windows-1251", "save it as “CSV UTF-8”")
		}
		text, encoding = string(decoded), CP1251
	}
	if strings.ContainsRune(text, 0) {
		return "", "", fileIssue(codeEncoding, "the file holds NUL characters: it is no text", "save the sheet as “CSV UTF-8”")
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), encoding, nil
}

// reads tells whether text looks written by a person: of what is beyond ASCII nearly all are Cyrillic letters or the signs that go with them.
func reads(text string) bool {
	var beyond, familiar int
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
				return false
			}
		case r == utf8.RuneError:
			return false
		default:
			beyond++
			if unicode.Is(unicode.Cyrillic, r) || strings.ContainsRune("«»–—№…“”„’\u00A0₽•", r) {
				familiar++
			}
		}
	}
	return familiar*10 >= beyond*9
}
