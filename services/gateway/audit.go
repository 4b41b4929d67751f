package gateway

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

const insertAudit = `
INSERT INTO access.audit (at, actor_kind, actor_id, actor_name, actor_role, action, outcome, detail, ip, request_id)
VALUES (@at, @kind, @id, @name, @role, @action, @outcome, @detail, @ip, @request)`

// finish ends a request with its outcome: once, and before the answer is written, so that who reads the answer finds the line. Calls of nobody are
// recorded for login only, and only so many a second: a flood of them must not fill the disk.
func (s *service) finish(ctx context.Context, outcome codes.Code) {
	v := visitFrom(ctx)
	if v.finished || v.route == nil {
		return
	}
	v.finished = true
	actor := v.actorOrCaller()
	if !v.route.audited || actor == nil && (!v.route.public() || !s.strangers.Allow()) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, err := s.db.Exec(ctx, insertAudit, pgx.NamedArgs{
		"at": s.now().UTC(), "kind": kindName(actor), "id": actor.GetId(), "name": actor.GetName(), "role": actor.GetRole(),
		"action": v.route.full[1:], "outcome": outcome.String(), "detail": v.detail, "ip": v.ip, "request": v.requestID,
	})
	if err != nil {
		s.log.ErrorContext(ctx, "audit line could not be stored", "action", v.route.full, "actor", actor.GetId(), "outcome", outcome.String(),
			"request_id", v.requestID, "error", err.Error())
	}
}

func kindName(c *accessv1.Caller) string {
	switch c.GetKind() {
	case accessv1.Caller_KIND_USER:
		return "user"
	case accessv1.Caller_KIND_TOKEN:
		return "token"
	case accessv1.Caller_KIND_SERVICE:
		return "service"
	case accessv1.Caller_KIND_UNSPECIFIED:
	}
	return "anonymous"
}

// auditSafe are the request fields an audit line may show; none of them is ever a secret.
func auditSafe() []string {
	return []string{"id", "name", "role", "entity", "mode", "everywhere", "code", "prefix", "count", "file_name"}
}

// remember notes the telling fields of a request for its audit line.
func (v *visit) remember(field string, value any) {
	if v.detail != "" {
		v.detail += " "
	}
	v.detail += fmt.Sprintf("%s=%.200s", field, fmt.Sprint(value))
}
