package campaigns

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/spendcsv"
)

// shownOfImport is how many rows and issues a preview holds.
const shownOfImport = 200

const (
	// Of campaigns with one tag, the live and youngest is meant.
	selectKnown  = `SELECT id, start_parameter AS tag, name FROM sales.campaigns ORDER BY gone_at IS NULL, id`
	selectLedger = `
SELECT coalesce(campaign_id, 0), channel, first_day, last_day, amount_kopeks FROM sales.campaign_spend_now WHERE NOT deleted AND first_day BETWEEN $1 AND $2`
)

// imported is a file with what applying it would do.
type imported struct {
	file  spendcsv.File
	plan  spendcsv.Plan
	added []spendcsv.Planned
	// names of campaigns by id.
	names map[int64]string
}

func (i *imported) kopeks() (sum int64) {
	for _, row := range i.added {
		sum += row.Entry.Kopeks
	}
	return sum
}

func (i *imported) duplicates() (n int32) {
	for _, row := range i.plan.Rows {
		if row.Duplicate() {
			n++
		}
	}
	return n
}

// read reads a file against the campaigns and the ledger as tx sees them.
func (s *Server) readImport(ctx context.Context, tx pgx.Tx, content []byte, withDuplicates bool) (*imported, error) {
	i := &imported{file: spendcsv.Parse(content, s.dateOf(s.now())), names: map[int64]string{}}
	rows, err := tx.Query(ctx, selectKnown)
	if err != nil {
		return nil, fmt.Errorf("read campaigns: %w", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowToStructByName[spendcsv.Known])
	if err != nil {
		return nil, fmt.Errorf("read campaigns: %w", err)
	}
	for _, c := range known {
		i.names[c.ID] = c.Name
	}
	i.plan = spendcsv.Resolve(i.file, known)
	if len(i.plan.Rows) == 0 {
		return i, nil
	}
	first, last := i.plan.Rows[0].Entry.First, i.plan.Rows[0].Entry.First
	for _, row := range i.plan.Rows {
		if row.Entry.First.Before(first) {
			first = row.Entry.First
		}
		if row.Entry.First.After(last) {
			last = row.Entry.First
		}
	}
	if rows, err = tx.Query(ctx, selectLedger, first, last); err != nil {
		return nil, fmt.Errorf("read the ledger of spend: %w", err)
	}
	ledger, err := pgx.CollectRows(rows, pgx.RowToStructByPos[spendcsv.Entry])
	if err != nil {
		return nil, fmt.Errorf("read the ledger of spend: %w", err)
	}
	i.plan.MarkDuplicates(ledger)
	i.added = i.plan.New(withDuplicates)
	return i, nil
}

// CheckSpendImport says what applying a file would do.
func (s *Server) CheckSpendImport(ctx context.Context, q *salesv1.CheckSpendImportRequest) (*salesv1.CheckSpendImportResponse, error) {
	var i *imported
	err := s.read.Snapshot(ctx, func(tx pgx.Tx) (err error) {
		i, err = s.readImport(ctx, tx, q.GetContent(), q.GetWithDuplicates())
		return err
	})
	if err != nil {
		return nil, err
	}
	return i.message(), nil
}

func (i *imported) message() *salesv1.CheckSpendImportResponse {
	answer := &salesv1.CheckSpendImportResponse{Encoding: i.file.Encoding, IgnoredColumns: i.file.Ignored, Entries: int32(i.file.Entries), NewRows: int32(len(i.added)),
		NewKopeks: i.kopeks(), Duplicates: i.duplicates(), IssueCount: int32(len(i.plan.Issues))}
	if i.file.Separator != 0 {
		answer.Separator = string(i.file.Separator)
	}
	line := 0
	for _, issue := range i.plan.Issues {
		if issue.Line > line {
			line = issue.Line
			answer.WrongRows++
		}
		if len(answer.GetIssues()) < shownOfImport {
			answer.Issues = append(answer.Issues, &salesv1.SpendImportIssue{Line: int32(issue.Line), Column: issue.Column, Code: issue.Code, Value: issue.Value,
				What: issue.What, How: issue.How})
		}
	}
	for _, row := range i.plan.Rows[:min(len(i.plan.Rows), shownOfImport)] {
		answer.Rows = append(answer.Rows, i.row(row))
	}
	return answer
}

func (i *imported) row(p spendcsv.Planned) *salesv1.SpendImportRow {
	row := &salesv1.SpendImportRow{Line: int32(p.Line), Channel: p.Entry.Channel, FirstDay: p.Entry.First.Format(time.DateOnly), LastDay: p.Entry.Last.Format(time.DateOnly),
		AmountKopeks: p.Entry.Kopeks, Note: p.Note, SameAsLine: int32(p.OfLine)}
	if p.CampaignID != 0 {
		name := i.names[p.CampaignID]
		row.CampaignId, row.CampaignName = &p.CampaignID, &name
	}
	switch {
	case p.InLedger:
		row.Duplicate = "ledger"
	case p.OfLine > 0:
		row.Duplicate = "file"
	}
	return row
}
