// Package spendcsv reads files of advertising spend and plans what they would add to the ledger. It never guesses: what may mean two things is
// refused, with the line, the column, what is wrong and how to mend it. No I/O.
package spendcsv

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// MostBytes is the size of the largest file.
	MostBytes = 512 << 10
	// MostRows is how many entries one file may hold.
	MostRows = 5000
	// mostText is the longest note, mostChannel the longest channel, in characters.
	mostText, mostChannel = 500, 100
)

// Codes of issues: clients word them in the reader's language.
const (
	codeEncoding         = "encoding"
	codeSize             = "size"
	codeEmpty            = "empty"
	codeColumnMissing    = "column_missing"
	codeColumnTwice      = "column_twice"
	codeQuote            = "quote"
	codeCells            = "cells"
	codeRows             = "rows"
	codeTarget           = "target_missing"
	codeTargetTwice      = "target_twice"
	codeTextLong         = "text_long"
	codeDate             = "date"
	codeDateOrder        = "date_order"
	codeDateFar          = "date_far"
	codeDateLong         = "date_long"
	codeAmount           = "amount"
	codeAmountMissing    = "amount_missing"
	codeAmountNegative   = "amount_negative"
	codeAmountZero       = "amount_zero"
	codeAmountHuge       = "amount_huge"
	codeAmountTwoWays    = "amount_ambiguous"
	codeCurrency         = "currency"
	codeCampaignUnknown  = "campaign_unknown"
	codeCampaignSeveral  = "campaign_ambiguous"
	longestValue, ending = 80, "…"
)

// Issue is one thing that is wrong with a file.
type Issue struct {
	// Line counts from 1 as editors do; 0 = the file as a whole.
	Line int
	// Column as the file heads it; "" = the line as a whole.
	Column string
	Code   string
	// Value is what stands there, shortened.
	Value string
	What  string
	How   string
}

// Row is one entry as the file has it.
type Row struct {
	Line int
	// Campaign is its tag, name or id as written; or Channel.
	Campaign    string
	Channel     string
	First, Last time.Time
	Kopeks      int64
	Note        string
}

// File is what was read.
type File struct {
	Encoding string
	// Separator is between the cells: ; , or a tab.
	Separator rune
	// Ignored are headings that mean nothing here.
	Ignored []string
	Rows    []Row
	// Entries are all lines with something on them, right or wrong.
	Entries int
	Issues  []Issue
	// Campaigns is how the file heads the column of campaigns.
	Campaigns string
}

func fileIssue(code, what, how string) *Issue { return &Issue{Code: code, What: what, How: how} }

// Parse reads a file as of today, a calendar day. Rows are those without an issue.
func Parse(content []byte, today time.Time) File {
	var file File
	if len(content) > MostBytes {
		file.Issues = []Issue{*fileIssue(codeSize, "the file is larger than 512 KiB", "split it, for example by month")}
		return file
	}
	text, encoding, wrong := decode(content)
	file.Encoding = encoding
	if wrong == nil && strings.TrimSpace(text) == "" {
		wrong = fileIssue(codeEmpty, "the file is empty", "take the template, it shows the columns")
	}
	if wrong != nil {
		file.Issues = []Issue{*wrong}
		return file
	}
	p := parser{file: &file, today: today}
	skipped := 0
	for {
		line, rest, more := strings.Cut(text, "\n")
		word := strings.ToLower(strings.TrimSpace(line))
		if separator, told := strings.CutPrefix(word, "sep="); told && len(separator) == 1 || word == "" && more {
			text, skipped = rest, skipped+1
			continue
		}
		file.Separator = separatorOf(line)
		break
	}
	p.read(text, skipped)
	if len(file.Issues) == 0 && file.Entries == 0 {
		file.Issues = []Issue{*fileIssue(codeEmpty, "the file has a head and no rows", "add the spend below the first line")}
	}
	return file
}

type parser struct {
	file   *File
	layout layout
	today  time.Time
}

func (p *parser) read(text string, skipped int) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = p.file.Separator, -1
	for head := true; ; {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			p.file.Entries++
			p.file.Issues = append(p.file.Issues, Issue{Line: broken.Line + skipped, Code: codeQuote, What: "a quotation mark is open or stands inside a cell without its pair",
				How: "write “\"\"” for a mark inside a quoted cell, or remove it"})
			if head {
				return
			}
			continue
		}
		line, _ := reader.FieldPos(0)
		line += skipped
		switch {
		case blank(cells):
		case head:
			head = false
			var issues []Issue
			if p.layout, issues = readLayout(cells, line); len(issues) > 0 {
				p.file.Issues = append(p.file.Issues, issues...)
				return
			}
			p.file.Ignored, p.file.Campaigns = p.layout.ignored, p.layout.title(Campaign)
		case p.file.Entries == MostRows:
			p.file.Issues = append(p.file.Issues, Issue{Line: line, Code: codeRows, What: "the file has more than 5 000 rows", How: "split it, for example by month"})
			return
		default:
			p.file.Entries++
			p.row(cells, line)
		}
	}
}

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

// row reads one line; every issue of it is told.
func (p *parser) row(cells []string, line int) {
	row, before := Row{Line: line}, len(p.file.Issues)
	if len(cells) > len(p.layout.titles) && !blank(cells[len(p.layout.titles):]) {
		p.wrong(line, "", codeCells, strings.Join(cells[len(p.layout.titles):], string(p.file.Separator)), "the line has more cells than the first one",
			"put a cell with “"+string(p.file.Separator)+"” inside into quotation marks")
		return
	}
	cell := func(column string) string {
		if at, known := p.layout.at[column]; known && at < len(cells) {
			return strings.TrimSpace(cells[at])
		}
		return ""
	}
	row.Campaign, row.Channel, row.Note = cell(Campaign), strings.Join(strings.Fields(cell(Channel)), " "), cell(Note)
	switch {
	case row.Campaign == "" && row.Channel == "":
		p.wrong(line, p.target(), codeTarget, "", "the line names neither a campaign nor a channel", "write the tag of the campaign, or the name of the channel")
	case row.Campaign != "" && row.Channel != "":
		p.wrong(line, Channel, codeTargetTwice, row.Channel, "the line names a campaign and a channel", "leave one of them: spend belongs to one")
	}
	if utf8.RuneCountInString(row.Channel) > mostChannel {
		p.wrong(line, Channel, codeTextLong, row.Channel, "the name is longer than 100 characters", "shorten it")
	}
	if utf8.RuneCountInString(row.Note) > mostText {
		p.wrong(line, Note, codeTextLong, row.Note, "the note is longer than 500 characters", "shorten it")
	}
	p.days(&row, cell(From), cell(To))
	kopeks, code, what, how := readAmount(cell(Amount))
	if code != "" {
		p.wrong(line, Amount, code, cell(Amount), what, how)
	}
	row.Kopeks = kopeks
	if currency := strings.ToLower(cell(Currency)); currency != "" && !isRouble(currency) {
		p.wrong(line, Currency, codeCurrency, cell(Currency), "the ledger is kept in roubles only", "convert the sum to roubles and name the rate in the note")
	}
	if len(p.file.Issues) == before {
		p.file.Rows = append(p.file.Rows, row)
	}
}

func isRouble(word string) bool {
	for _, sign := range rouble() {
		if word == sign {
			return true
		}
	}
	return false
}

func (p *parser) days(row *Row, from, to string) {
	var code string
	column, value := From, from
	if row.First, row.Last, code = readDays(from); code == "" && to != "" {
		column, value = To, to
		row.Last, code = readDay(to)
	}
	what, how := "this is no day", "write it as 2026-03-31 or 31.03.2026"
	switch {
	case from == "":
		what = "there is no day"
	case code == codeDateFar:
		what, how = "the day is before the year 2000", "check the year"
	}
	if code == "" {
		code, what, how = span(row.First, row.Last, p.today)
	}
	if code != "" {
		p.wrong(row.Line, column, code, value, what, how)
	}
}

// target is the column that should name whom the spend is for.
func (p *parser) target() string {
	if p.layout.has(Campaign) {
		return Campaign
	}
	return Channel
}

func (p *parser) wrong(line int, column, code, value, what, how string) {
	if column != "" {
		column = p.layout.title(column)
	}
	p.file.Issues = append(p.file.Issues, Issue{Line: line, Column: column, Code: code, Value: short(value), What: what, How: how})
}

func short(value string) string {
	if letters := []rune(value); len(letters) > longestValue {
		return string(letters[:longestValue]) + ending
	}
	return value
}
