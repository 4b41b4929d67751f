package spendcsv

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Known is a campaign that a file may name by its tag, its name or its id.
type Known struct {
	ID   int64
	Tag  string
	Name string
}

// Entry is what one row adds, or what the ledger holds already: of a campaign, or of a channel when CampaignID is 0.
type Entry struct {
	CampaignID  int64
	Channel     string
	First, Last time.Time
	Kopeks      int64
}

func (e Entry) key() Entry {
	e.Channel = strings.ToLower(e.Channel)
	return e
}

// Planned is a row with what it would do.
type Planned struct {
	Row
	Entry
	// OfLine is the line of the file that says the same; of what the ledger says already, InLedger is true.
	OfLine   int
	InLedger bool
}

// Duplicate tells whether the row says nothing new.
func (p Planned) Duplicate() bool { return p.OfLine > 0 || p.InLedger }

// Plan is what applying a file would do.
type Plan struct {
	Rows   []Planned
	Issues []Issue
}

// Resolve finds the campaigns of a file's rows. Rows whose campaign is unknown, or may be several, become issues.
func Resolve(file File, campaigns []Known) Plan {
	plan := Plan{Issues: file.Issues}
	tags, names := map[string]int64{}, map[string][]int64{}
	ids := map[int64]bool{}
	for _, c := range campaigns {
		tags[c.Tag] = c.ID
		name := strings.ToLower(strings.TrimSpace(c.Name))
		names[name] = append(names[name], c.ID)
		ids[c.ID] = true
	}
	for _, row := range file.Rows {
		planned := Planned{Row: row, Entry: Entry{Channel: row.Channel, First: row.First, Last: row.Last, Kopeks: row.Kopeks}}
		if row.Campaign != "" {
			found := candidates(row.Campaign, tags, names, ids)
			switch len(found) {
			case 0:
				plan.Issues = append(plan.Issues, Issue{Line: row.Line, Column: file.Campaigns, Code: codeCampaignUnknown, Value: short(row.Campaign),
					What: "the bot has no campaign with this tag, name or number", How: "write the tag from the list of campaigns, or use the column of channels"})
				continue
			case 1:
				planned.CampaignID = found[0]
			default:
				plan.Issues = append(plan.Issues, Issue{Line: row.Line, Column: file.Campaigns, Code: codeCampaignSeveral, Value: short(row.Campaign),
					What: "several campaigns are meant by this", How: "write the tag of the campaign"})
				continue
			}
		}
		plan.Rows = append(plan.Rows, planned)
	}
	slices.SortStableFunc(plan.Issues, func(a, b Issue) int { return a.Line - b.Line })
	return plan
}

// candidates are the campaigns a word may mean: by tag, which is unique; else by name or number.
func candidates(word string, tags map[string]int64, names map[string][]int64, ids map[int64]bool) []int64 {
	if id, known := tags[word]; known {
		return []int64{id}
	}
	found := slices.Clone(names[strings.ToLower(word)])
	if id, err := strconv.ParseInt(word, 10, 64); err == nil && ids[id] && !slices.Contains(found, id) {
		found = append(found, id)
	}
	return found
}

// MarkDuplicates marks rows that say what an earlier row, or the ledger, says already.
func (p *Plan) MarkDuplicates(ledger []Entry) {
	held := map[Entry]bool{}
	for _, e := range ledger {
		held[e.key()] = true
	}
	seen := map[Entry]int{}
	for i := range p.Rows {
		row := &p.Rows[i]
		key := row.key()
		row.InLedger, row.OfLine = held[key], seen[key]
		if row.OfLine == 0 {
			seen[key] = row.Line
		}
	}
}

// New are the rows that applying adds: all of them with duplicates, else those that say something new.
func (p *Plan) New(withDuplicates bool) []Planned {
	return slices.DeleteFunc(slices.Clone(p.Rows), func(row Planned) bool { return row.Duplicate() && !withDuplicates })
}
