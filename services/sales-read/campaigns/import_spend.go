package campaigns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/spendcsv"
	"github.com/remnadesk/remnadesk/services/sales-read/wish"
)

const (
	importFields = `i.id, i.file_name, i.rows, i.amount_kopeks, i.duplicates, i.author_name, i.created_at, i.undone_at, i.undone_by`
	insertImport = `
INSERT INTO sales.campaign_spend_imports AS i (file_name, rows, amount_kopeks, duplicates, author, author_name, created_at, idempotency_key, request_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ` + importFields
	sameImport   = `SELECT ` + importFields + `, i.request_hash FROM sales.campaign_spend_imports i WHERE i.author = $1 AND i.idempotency_key = $2`
	numberSpend  = `SELECT nextval('sales.campaign_spend_ids') FROM generate_series(1, $1)`
	undoneImport = `UPDATE sales.campaign_spend_imports i SET undone_at = coalesce(i.undone_at, $2), undone_by = CASE WHEN i.undone_at IS NULL THEN $3 ELSE i.undone_by END
WHERE i.id = $1 RETURNING ` + importFields
	// As everywhere in the ledger, taking out is the next version of an entry.
	deleteImported = `
INSERT INTO sales.campaign_spend (id, version, campaign_id, channel, first_day, last_day, amount_kopeks, note, deleted, author, author_name, changed_at, import_id)
SELECT s.id, s.version + 1, s.campaign_id, s.channel, s.first_day, s.last_day, s.amount_kopeks, s.note, true, $2, $3, $4, s.import_id
FROM sales.campaign_spend_now s WHERE s.import_id = $1 AND NOT s.deleted`
)

type importRow struct {
	ID           int64
	FileName     string
	Rows         int32
	AmountKopeks int64
	Duplicates   int32
	AuthorName   string
	CreatedAt    time.Time
	UndoneAt     *time.Time
	UndoneBy     string
}

func (row importRow) message() *salesv1.SpendImport {
	return &salesv1.SpendImport{Id: row.ID, FileName: row.FileName, Rows: row.Rows, AmountKopeks: row.AmountKopeks, Duplicates: row.Duplicates,
		AuthorName: row.AuthorName, CreatedAt: ask.Stamp(&row.CreatedAt), UndoneAt: ask.Stamp(row.UndoneAt), UndoneBy: row.UndoneBy}
}

// CreateSpendImport enters a file whole, in one transaction. InvalidArgument if a line of it is wrong, Aborted if it would add something else than
// was agreed to.
func (s *Server) CreateSpendImport(ctx context.Context, q *salesv1.CreateSpendImportRequest) (*salesv1.CreateSpendImportResponse, error) {
	key, err := wish.Key(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := wish.Hash(q)
	if err != nil {
		return nil, err
	}
	var row importRow
	err = pgx.BeginFunc(ctx, s.db.Pool, func(tx pgx.Tx) error {
		if err := takeTurns(ctx, tx, "campaign_spend_import"); err != nil {
			return err
		}
		earlier, err := importedBefore(ctx, tx, key, hash)
		if err != nil {
			return err
		}
		if earlier != nil {
			row = *earlier
			return nil
		}
		row, err = s.applyImport(ctx, tx, q, key, hash)
		return err
	})
	if err != nil {
		return nil, pg.MapError(err)
	}
	s.changed("campaign_spend")
	return &salesv1.CreateSpendImportResponse{Import: row.message()}, nil
}

// importedBefore is the import that an earlier call with the same key made; nil if there was none.
func importedBefore(ctx context.Context, tx pgx.Tx, key string, hash []byte) (*importRow, error) {
	rows, err := tx.Query(ctx, sameImport, wish.Caller(ctx), key)
	if err != nil {
		return nil, fmt.Errorf("look for an earlier import: %w", err)
	}
	type known struct {
		importRow
		RequestHash []byte
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[known])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for an earlier import: %w", err)
	case !bytes.Equal(found.RequestHash, hash):
		return nil, wish.ErrAnother
	}
	return &found.importRow, nil
}

func (s *Server) applyImport(ctx context.Context, tx pgx.Tx, q *salesv1.CreateSpendImportRequest, key string, hash []byte) (importRow, error) {
	i, err := s.readImport(ctx, tx, q.GetContent(), q.GetWithDuplicates())
	if err != nil {
		return importRow{}, err
	}
	if len(i.plan.Issues) > 0 {
		first := i.plan.Issues[0]
		return importRow{}, rpc.Invalid("content", "nothing was entered, %d things are wrong; the first, on line %d%s: %s; %s", len(i.plan.Issues), first.Line,
			strings.TrimSuffix(", column "+first.Column, ", column "), first.What, first.How)
	}
	if len(i.added) != int(q.GetExpectedRows()) || i.kopeks() != q.GetExpectedKopeks() {
		return importRow{}, status.Errorf(codes.Aborted, "nothing was entered: the ledger was changed since the file was checked, it would now add %d entries; check it again", len(i.added))
	}
	rows, err := tx.Query(ctx, insertImport, tidy(q.GetFileName()), len(i.added), i.kopeks(), len(i.plan.Rows)-len(i.added), wish.Caller(ctx),
		tidy(rpc.CallerFrom(ctx).GetName()), s.now(), key, hash)
	if err != nil {
		return importRow{}, fmt.Errorf("store an import: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[importRow])
	if err != nil {
		return importRow{}, fmt.Errorf("store an import: %w", err)
	}
	return row, s.enterAll(ctx, tx, row, i.added)
}

// enterAll writes the first versions of an import's entries.
func (s *Server) enterAll(ctx context.Context, tx pgx.Tx, row importRow, added []spendcsv.Planned) error {
	rows, err := tx.Query(ctx, numberSpend, len(added))
	if err != nil {
		return fmt.Errorf("number entries of spend: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("number entries of spend: %w", err)
	}
	columns := []string{"id", "version", "campaign_id", "channel", "first_day", "last_day", "amount_kopeks", "note", "deleted", "author", "author_name", "changed_at", "import_id"}
	author := wish.Caller(ctx)
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"sales", "campaign_spend"}, columns, pgx.CopyFromSlice(len(added), func(n int) ([]any, error) {
		e := added[n]
		var campaign *int64
		if e.CampaignID != 0 {
			campaign = &e.CampaignID
		}
		return []any{ids[n], 1, campaign, e.Entry.Channel, e.Entry.First, e.Entry.Last, e.Entry.Kopeks, e.Note, false, author, row.AuthorName, row.CreatedAt, row.ID}, nil
	}))
	if err != nil {
		return fmt.Errorf("write spend: %w", err)
	}
	return nil
}

// ListSpendImports lists files that were entered, latest first.
func (s *Server) ListSpendImports(ctx context.Context, q *salesv1.ListSpendImportsRequest) (*salesv1.ListSpendImportsResponse, error) {
	list := ask.List[importRow, *salesv1.SpendImport]{ID: "i.id", Tell: importRow.message,
		Place: func(row importRow) ask.Position { return ask.Position{ID: row.ID} },
		Page: func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]importRow, error) {
			if after != nil {
				f.Add("i.id < @after_id", pgx.NamedArgs{"after_id": after.ID})
			}
			f.Args["limit"] = limit
			return ask.Rows[importRow](ctx, s.read, "imports of spend", `SELECT `+importFields+` FROM sales.campaign_spend_imports i`+f.Where()+` ORDER BY i.id DESC LIMIT @limit`, f.Args)
		}}
	page, err := list.Answer(ctx, s.read, q, ask.NewFilter())
	if err != nil {
		return nil, err
	}
	return &salesv1.ListSpendImportsResponse{Items: page.Items, NextPageToken: page.NextPageToken}, nil
}

// UndoSpendImport takes every entry of an import out of the figures at once.
func (s *Server) UndoSpendImport(ctx context.Context, q *salesv1.UndoSpendImportRequest) (*salesv1.UndoSpendImportResponse, error) {
	var row importRow
	err := pgx.BeginFunc(ctx, s.db.Pool, func(tx pgx.Tx) error {
		by, now := tidy(rpc.CallerFrom(ctx).GetName()), s.now()
		rows, err := tx.Query(ctx, undoneImport, q.GetId(), now, by)
		if err != nil {
			return fmt.Errorf("undo import %d: %w", q.GetId(), err)
		}
		row, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[importRow])
		if errors.Is(err, pgx.ErrNoRows) {
			return status.Errorf(codes.NotFound, "there is no import %d of spend", q.GetId())
		}
		if err != nil {
			return fmt.Errorf("undo import %d: %w", q.GetId(), err)
		}
		if _, err = tx.Exec(ctx, deleteImported, q.GetId(), wish.Caller(ctx), by, now); isTaken(err) {
			return status.Error(codes.Aborted, "somebody is changing an entry of this import: repeat in a moment")
		}
		if err != nil {
			return fmt.Errorf("undo import %d: %w", q.GetId(), err)
		}
		return nil
	})
	if err != nil {
		return nil, pg.MapError(err)
	}
	s.changed("campaign_spend")
	return &salesv1.UndoSpendImportResponse{Import: row.message()}, nil
}
