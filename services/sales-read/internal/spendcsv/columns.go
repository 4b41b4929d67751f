package spendcsv

import (
	"slices"
	"strings"
)

// Columns of a file, as Issue.Column names them.
const (
	Campaign = "campaign"
	Channel  = "channel"
	From     = "from"
	To       = "to"
	Amount   = "amount"
	Currency = "currency"
	Note     = "note"
)

// headings are the words a column may be headed by, in lower case and without anything in brackets.
func headings() map[string][]string {
	return map[string][]string{
		Campaign: {"campaign", "start_parameter", "campaign tag", "tag", "slug", "utm_campaign", "кампания", "метка", "метка кампании", "рекламная кампания", "ссылка"},
		Channel:  {"channel", "source", "utm_source", "канал", "источник", "площадка"},
		From: {"from", "date", "day", "first_day", "first day", "start", "start date", "date from", "period", "дата", "день", "с", "от", "начало", "дата начала", "дата с",
			"первый день", "период"},
		To:       {"to", "last_day", "last day", "end", "end date", "until", "date to", "по", "до", "конец", "окончание", "дата окончания", "дата по", "последний день"},
		Amount:   {"amount", "spend", "cost", "sum", "total", "spent", "сумма", "расход", "расходы", "стоимость", "затраты", "потрачено", "списано"},
		Currency: {"currency", "валюта"},
		Note:     {"note", "comment", "description", "примечание", "комментарий", "заметка", "описание"},
	}
}

// heading is the column a cell of the first line names; "" if it names none.
func heading(cell string) string {
	word := strings.ToLower(strings.TrimSpace(cell))
	if at := strings.IndexAny(word, "(["); at > 0 {
		word = word[:at]
	}
	word = strings.Join(strings.Fields(strings.Trim(strings.NewReplacer("\u00A0", " ", ",", " ", "₽", " ").Replace(word), " :.*")), " ")
	word = strings.TrimSuffix(strings.TrimSuffix(word, " руб"), " rub")
	for column, words := range headings() {
		if slices.Contains(words, word) {
			return column
		}
	}
	return ""
}

// separatorOf is the one of ; tab , that makes the first line name most columns; equals: the one that cuts it into most pieces.
func separatorOf(line string) rune {
	best, named, pieces := ';', -1, 0
	for _, separator := range []rune{';', '\t', ','} {
		cells, known := strings.Split(line, string(separator)), 0
		for _, cell := range cells {
			if heading(strings.Trim(cell, `" `)) != "" {
				known++
			}
		}
		if known > named || known == named && len(cells) > pieces {
			best, named, pieces = separator, known, len(cells)
		}
	}
	return best
}

// layout says where each column of the file stands.
type layout struct {
	at map[string]int
	// titles are the cells of the first line.
	titles  []string
	ignored []string
}

// title is how the file calls a column.
func (l layout) title(column string) string {
	if at, known := l.at[column]; known {
		return l.titles[at]
	}
	return column
}

func readLayout(cells []string, line int) (layout, []Issue) {
	l := layout{at: map[string]int{}, titles: cells}
	var issues []Issue
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
		column := heading(cell)
		if column == "" {
			if cells[i] != "" {
				l.ignored = append(l.ignored, cells[i])
			}
			continue
		}
		if before, twice := l.at[column]; twice {
			issues = append(issues, Issue{Line: line, Column: cells[i], Code: codeColumnTwice, Value: cells[before],
				What: "“" + cells[before] + "” and “" + cells[i] + "” mean the same column", How: "leave one of them"})
			continue
		}
		l.at[column] = i
	}
	_, campaign := l.at[Campaign]
	_, channel := l.at[Channel]
	for column, missing := range map[string]bool{Campaign: !campaign && !channel, From: !l.has(From), Amount: !l.has(Amount)} {
		if missing {
			issues = append(issues, Issue{Line: line, Column: column, Code: codeColumnMissing, Value: column,
				What: "the first line names no column “" + column + "”", How: "head the columns as in the template: campaign or channel, from, amount"})
		}
	}
	slices.SortFunc(issues, func(a, b Issue) int { return strings.Compare(a.Column, b.Column) })
	return l, issues
}

func (l layout) has(column string) bool {
	_, known := l.at[column]
	return known
}
