package gateway

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

const defaultPage = 50

const listAudit = `
SELECT id, at, actor_kind, actor_id, actor_name, action, outcome, detail, ip
FROM access.audit WHERE id < @before ORDER BY id DESC LIMIT @size`

type auditRow struct {
	ID        int64
	At        time.Time
	ActorKind string
	ActorID   string
	ActorName string
	Action    string
	Outcome   string
	Detail    string
	IP        string
}

// ListAudit answers with the newest lines first.
func (s *service) ListAudit(ctx context.Context, q *accessv1.ListAuditRequest) (*accessv1.ListAuditResponse, error) {
	before, err := readPageToken(q.GetPageToken())
	if err != nil {
		return nil, err
	}
	size := int(q.GetPageSize())
	if size == 0 {
		size = defaultPage
	}
	rows, err := s.db.Query(ctx, listAudit, pgx.NamedArgs{"before": before, "size": size + 1})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list audit: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[auditRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list audit: %w", err))
	}
	answer := &accessv1.ListAuditResponse{}
	if len(list) > size {
		list = list[:size]
		answer.NextPageToken = pageToken(list[size-1].ID)
	}
	for _, r := range list {
		answer.Items = append(answer.Items, &accessv1.AuditEntry{Id: r.ID, At: timestamppb.New(r.At), ActorKind: r.ActorKind, ActorId: r.ActorID,
			ActorName: r.ActorName, Action: r.Action, Outcome: r.Outcome, Detail: r.Detail, Ip: r.IP})
	}
	return answer, nil
}

func pageToken(id int64) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, id, 10))
}

func readPageToken(token string) (int64, error) {
	if token == "" {
		return math.MaxInt64, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil {
		var id int64
		if id, err = strconv.ParseInt(string(raw), 10, 64); err == nil {
			return id, nil
		}
	}
	return 0, rpc.Invalid("page_token", "is not a token of this list; take next_page_token of the page before")
}
