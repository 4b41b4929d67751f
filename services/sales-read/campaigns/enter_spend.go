package campaigns

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/spendcsv"
	"github.com/remnadesk/remnadesk/services/sales-read/wish"
)

// CreateCampaignSpend enters what was spent.
func (s *Server) CreateCampaignSpend(ctx context.Context, q *salesv1.CreateCampaignSpendRequest) (*salesv1.CreateCampaignSpendResponse, error) {
	row := spendRow{Version: 1, CampaignID: q.CampaignId, Channel: tidy(q.GetChannel()), AmountKopeks: q.GetAmountKopeks(), Note: tidy(q.GetNote())}
	if (row.CampaignID == nil) == (row.Channel == "") {
		return nil, rpc.Invalid("campaign_id", "name either a campaign or a channel: spend belongs to one of them")
	}
	if currency := strings.ToUpper(strings.TrimSpace(q.GetCurrency())); currency != "" && currency != "RUB" {
		return nil, rpc.Invalid("currency", "the ledger is kept in RUB: convert %s and name the rate in the note", currency)
	}
	if err := row.cover(q.GetFirstDay(), cmp.Or(q.GetLastDay(), q.GetFirstDay())); err != nil {
		return nil, err
	}
	key, err := wish.Key(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := wish.Hash(q)
	if err != nil {
		return nil, err
	}
	made, err := s.enter(ctx, func(tx pgx.Tx) (spendRow, error) {
		if row.CampaignID != nil {
			if err := campaignExists(ctx, tx, *row.CampaignID); err != nil {
				return row, err
			}
		}
		earlier, err := enteredBefore(ctx, tx, key, hash)
		if err != nil {
			return row, err
		}
		if earlier != nil {
			return *earlier, nil
		}
		if err := tx.QueryRow(ctx, `SELECT nextval('sales.campaign_spend_ids')`).Scan(&row.ID); err != nil {
			return row, fmt.Errorf("number an entry of spend: %w", err)
		}
		return s.writeSpend(ctx, tx, row, &once{key, hash})
	})
	if err != nil {
		return nil, err
	}
	return &salesv1.CreateCampaignSpendResponse{Spend: made}, nil
}

// UpdateCampaignSpend corrects an entry by its next version.
func (s *Server) UpdateCampaignSpend(ctx context.Context, q *salesv1.UpdateCampaignSpendRequest) (*salesv1.UpdateCampaignSpendResponse, error) {
	made, err := s.enter(ctx, func(tx pgx.Tx) (spendRow, error) {
		row, err := spendNow(ctx, tx, q.GetId())
		if err != nil {
			return row, err
		}
		if row.Deleted {
			return row, status.Errorf(codes.FailedPrecondition, "entry %d is deleted: restore it first", row.ID)
		}
		if row.Version != q.GetVersion() {
			return row, changedMeanwhile(row.ID)
		}
		if q.FirstDay != nil || q.LastDay != nil {
			first, last := row.FirstDay.Format(time.DateOnly), row.LastDay.Format(time.DateOnly)
			if q.FirstDay != nil {
				first = q.GetFirstDay()
			}
			if q.LastDay != nil {
				last = q.GetLastDay()
			}
			if err := row.cover(first, last); err != nil {
				return row, err
			}
		}
		if q.AmountKopeks != nil {
			row.AmountKopeks = q.GetAmountKopeks()
		}
		if q.Note != nil {
			row.Note = tidy(q.GetNote())
		}
		row.Version++
		return s.writeSpend(ctx, tx, row, nil)
	})
	if err != nil {
		return nil, err
	}
	return &salesv1.UpdateCampaignSpendResponse{Spend: made}, nil
}

// DeleteCampaignSpend takes an entry out of the figures; doing it again changes nothing.
func (s *Server) DeleteCampaignSpend(ctx context.Context, q *salesv1.DeleteCampaignSpendRequest) (*salesv1.DeleteCampaignSpendResponse, error) {
	made, err := s.setDeleted(ctx, q.GetId(), true)
	if err != nil {
		return nil, err
	}
	return &salesv1.DeleteCampaignSpendResponse{Spend: made}, nil
}

// RestoreCampaignSpend brings a deleted entry back.
func (s *Server) RestoreCampaignSpend(ctx context.Context, q *salesv1.RestoreCampaignSpendRequest) (*salesv1.RestoreCampaignSpendResponse, error) {
	made, err := s.setDeleted(ctx, q.GetId(), false)
	if err != nil {
		return nil, err
	}
	return &salesv1.RestoreCampaignSpendResponse{Spend: made}, nil
}

func (s *Server) setDeleted(ctx context.Context, id int64, deleted bool) (*salesv1.CampaignSpend, error) {
	return s.enter(ctx, func(tx pgx.Tx) (spendRow, error) {
		row, err := spendNow(ctx, tx, id)
		if err != nil || row.Deleted == deleted {
			return row, err
		}
		row.Deleted = deleted
		row.Version++
		return s.writeSpend(ctx, tx, row, nil)
	})
}

// cover reads the days of an entry.
func (row *spendRow) cover(first, last string) error {
	for _, d := range []struct {
		field, value string
		into         *time.Time
	}{{"first_day", first, &row.FirstDay}, {"last_day", last, &row.LastDay}} {
		at, err := readDay(d.value)
		if err != nil || at.Year() < 2000 {
			return rpc.Invalid(d.field, "%q is no day: write YYYY-MM-DD, from 2000 on", d.value)
		}
		*d.into = at
	}
	switch days := daysBetween(row.FirstDay, row.LastDay) + 1; {
	case days < 1:
		return rpc.Invalid("last_day", "must not be before first_day: %s is earlier than %s", last, first)
	case days > spendcsv.MostDays:
		return rpc.Invalid("last_day", "covers %d days, at most %d are possible: split the entry", days, spendcsv.MostDays)
	}
	return nil
}

// enter writes to the ledger and tells the panel.
func (s *Server) enter(ctx context.Context, write func(tx pgx.Tx) (spendRow, error)) (*salesv1.CampaignSpend, error) {
	var row spendRow
	err := pgx.BeginFunc(ctx, s.db.Pool, func(tx pgx.Tx) error {
		var err error
		row, err = write(tx)
		return err
	})
	if err != nil {
		return nil, pg.MapError(err)
	}
	s.changed("campaign_spend")
	return row.message(), nil
}

func spendNow(ctx context.Context, tx pgx.Tx, id int64) (spendRow, error) {
	rows, err := tx.Query(ctx, selectSpend+fromSpend+` WHERE s.id = $1`, id)
	if err != nil {
		return spendRow{}, fmt.Errorf("read spend %d: %w", id, err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[spendRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return row, status.Errorf(codes.NotFound, "there is no entry %d in the ledger of spend", id)
	}
	if err != nil {
		return row, fmt.Errorf("read spend %d: %w", id, err)
	}
	return row, nil
}

// once is what a repeated call is known by.
type once struct {
	key  string
	hash []byte
}

const insertSpend = `
INSERT INTO sales.campaign_spend (id, version, campaign_id, channel, first_day, last_day, amount_kopeks, note, deleted, author, author_name, changed_at, idempotency_key, request_hash, import_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`

func (s *Server) writeSpend(ctx context.Context, tx pgx.Tx, row spendRow, by *once) (spendRow, error) {
	var key *string
	var hash []byte
	if by != nil {
		key, hash = &by.key, by.hash
	}
	row.AuthorName, row.ChangedAt = tidy(rpc.CallerFrom(ctx).GetName()), s.now()
	_, err := tx.Exec(ctx, insertSpend, row.ID, row.Version, row.CampaignID, row.Channel, row.FirstDay, row.LastDay, row.AmountKopeks, row.Note, row.Deleted,
		wish.Caller(ctx), row.AuthorName, row.ChangedAt, key, hash, row.ImportID)
	if isTaken(err) {
		return row, changedMeanwhile(row.ID)
	}
	if err != nil {
		return row, fmt.Errorf("write spend: %w", err)
	}
	return spendNow(ctx, tx, row.ID)
}

func changedMeanwhile(id int64) error {
	return status.Errorf(codes.Aborted, "entry %d was changed meanwhile: look at it again, then repeat", id)
}

// enteredBefore is the entry that an earlier call with the same key made, as it is now; nil if there was none. Calls with one key take turns.
func enteredBefore(ctx context.Context, tx pgx.Tx, key string, hash []byte) (*spendRow, error) {
	if err := takeTurns(ctx, tx, "campaign_spend:"+wish.Caller(ctx)+":"+key); err != nil {
		return nil, err
	}
	var id int64
	var earlier []byte
	err := tx.QueryRow(ctx, `SELECT id, request_hash FROM sales.campaign_spend WHERE author = $1 AND idempotency_key = $2`, wish.Caller(ctx), key).Scan(&id, &earlier)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for an earlier call: %w", err)
	case !bytes.Equal(earlier, hash):
		return nil, wish.ErrAnother
	}
	row, err := spendNow(ctx, tx, id)
	return &row, err
}

// tidy is a text as it is stored.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\x00", "")) }

// isTaken tells that another call wrote the same version first.
func isTaken(err error) bool {
	var taken *pgconn.PgError
	return errors.As(err, &taken) && taken.Code == "23505"
}
