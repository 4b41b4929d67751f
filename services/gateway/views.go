package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

const (
	// mostViews is how many views of one page a person may have.
	mostViews = 100
	// keepViews is how long a deleted view can be taken back.
	keepViews = 30 * 24 * time.Hour
)

type viewRow struct {
	ID        int64
	Owner     string
	OwnerName string
	Page      string
	Name      string
	Query     string
	Shared    bool
	UpdatedAt time.Time
}

const viewColumns = `id, owner, owner_name, page, name, query, shared, updated_at`

func (v viewRow) message(caller *accessv1.Caller) *accessv1.View {
	return &accessv1.View{Id: strconv.FormatInt(v.ID, 10), Page: v.Page, Name: v.Name, Query: v.Query, Shared: v.Shared, OwnerName: v.OwnerName,
		Mine: v.Owner == ownerOf(caller), Editable: v.Owner == ownerOf(caller) || editsAll(caller), UpdatedAt: timestamppb.New(v.UpdatedAt)}
}

func ownerOf(c *accessv1.Caller) string { return kindName(c) + ":" + c.GetId() }

// editsAll: whoever hands out access may also tidy up what the team shares.
func editsAll(c *accessv1.Caller) bool { return slices.Contains(c.GetPermissions(), "access:edit") }

const listViews = `SELECT ` + viewColumns + ` FROM access.views
WHERE page = @page AND deleted_at IS NULL AND (owner = @owner OR shared) ORDER BY lower(name), id LIMIT 1000`

// ListViews lists the caller's views of a page and those of the team.
func (s *service) ListViews(ctx context.Context, q *accessv1.ListViewsRequest) (*accessv1.ListViewsResponse, error) {
	caller := rpc.CallerFrom(ctx)
	rows, err := s.db.Query(ctx, listViews, pgx.NamedArgs{"page": q.GetPage(), "owner": ownerOf(caller)})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list views: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[viewRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list views: %w", err))
	}
	answer := &accessv1.ListViewsResponse{}
	for _, v := range list {
		answer.Items = append(answer.Items, v.message(caller))
	}
	return answer, nil
}

const (
	makeView = `
INSERT INTO access.views (owner, owner_name, page, name, query, shared, updated_at)
SELECT @owner, @owner_name, @page, @name, @query, @shared, @now
WHERE (SELECT count(*) FROM access.views WHERE owner = @owner AND page = @page AND deleted_at IS NULL) < @most
RETURNING ` + viewColumns
	forgetViews = `DELETE FROM access.views WHERE deleted_at < @before`
)

// CreateView saves a view; AlreadyExists if the caller has one of this name on the page.
func (s *service) CreateView(ctx context.Context, q *accessv1.CreateViewRequest) (*accessv1.CreateViewResponse, error) {
	name, err := viewName(q.GetName())
	if err != nil {
		return nil, err
	}
	if err := checkViewQuery(q.GetQuery()); err != nil {
		return nil, err
	}
	caller, now := rpc.CallerFrom(ctx), s.now().UTC()
	if _, err := s.db.Exec(ctx, forgetViews, pgx.NamedArgs{"before": now.Add(-keepViews)}); err != nil {
		return nil, pg.MapError(fmt.Errorf("forget deleted views: %w", err))
	}
	row, err := s.oneView(ctx, makeView, pgx.NamedArgs{"owner": ownerOf(caller), "owner_name": caller.GetName(), "page": q.GetPage(), "name": name,
		"query": q.GetQuery(), "shared": q.GetShared(), "now": now, "most": mostViews})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, status.Errorf(codes.ResourceExhausted, "you have %d views of this page: delete one you no longer use", mostViews)
	}
	if err != nil {
		return nil, viewError("save view", name, err)
	}
	s.bus.Changed("view")
	return &accessv1.CreateViewResponse{View: row.message(caller)}, nil
}

const updateView = `
UPDATE access.views SET name = coalesce(@name, name), query = coalesce(@query, query), shared = coalesce(@shared, shared), updated_at = @now
WHERE id = @id AND deleted_at IS NULL AND (owner = @owner OR shared AND @all) RETURNING ` + viewColumns

// UpdateView changes a view of the caller, or a shared one with access:edit.
func (s *service) UpdateView(ctx context.Context, q *accessv1.UpdateViewRequest) (*accessv1.UpdateViewResponse, error) {
	args := pgx.NamedArgs{"name": nil, "query": q.Query, "shared": q.Shared}
	if q.Name != nil {
		name, err := viewName(q.GetName())
		if err != nil {
			return nil, err
		}
		args["name"] = name
	}
	if err := checkViewQuery(q.GetQuery()); err != nil {
		return nil, err
	}
	view, err := s.changeView(ctx, updateView, q.GetId(), args)
	if err != nil {
		return nil, viewError("change view", q.GetName(), err)
	}
	return &accessv1.UpdateViewResponse{View: view}, nil
}

const deleteView = `
UPDATE access.views SET deleted_at = @now WHERE id = @id AND deleted_at IS NULL AND (owner = @owner OR shared AND @all) RETURNING ` + viewColumns

// DeleteView hides a view; RestoreView brings it back.
func (s *service) DeleteView(ctx context.Context, q *accessv1.DeleteViewRequest) (*accessv1.DeleteViewResponse, error) {
	if _, err := s.changeView(ctx, deleteView, q.GetId(), pgx.NamedArgs{}); err != nil {
		return nil, viewError("delete view", "", err)
	}
	return &accessv1.DeleteViewResponse{}, nil
}

const restoreView = `
UPDATE access.views SET deleted_at = NULL, updated_at = @now WHERE id = @id AND deleted_at IS NOT NULL AND (owner = @owner OR shared AND @all) RETURNING ` + viewColumns

// RestoreView takes a deletion back; AlreadyExists if another view has the name by now.
func (s *service) RestoreView(ctx context.Context, q *accessv1.RestoreViewRequest) (*accessv1.RestoreViewResponse, error) {
	view, err := s.changeView(ctx, restoreView, q.GetId(), pgx.NamedArgs{})
	if err != nil {
		return nil, viewError("restore view", "", err)
	}
	return &accessv1.RestoreViewResponse{View: view}, nil
}

func (s *service) changeView(ctx context.Context, query, id string, args pgx.NamedArgs) (*accessv1.View, error) {
	caller := rpc.CallerFrom(ctx)
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, pgx.ErrNoRows
	}
	args["id"], args["owner"], args["all"], args["now"] = number, ownerOf(caller), editsAll(caller), s.now().UTC()
	row, err := s.oneView(ctx, query, args)
	if err != nil {
		return nil, err
	}
	s.bus.Changed("view")
	return row.message(caller), nil
}

func (s *service) oneView(ctx context.Context, query string, args pgx.NamedArgs) (viewRow, error) {
	rows, err := s.db.Query(ctx, query, args)
	if err != nil {
		return viewRow{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[viewRow])
}

func viewError(action, name string, err error) error {
	var database *pgconn.PgError
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return status.Error(codes.NotFound, "there is no such view, or it belongs to somebody else")
	case errors.As(err, &database) && database.Code == "23505":
		return status.Errorf(codes.AlreadyExists, "a view named %q exists on this page already: choose another name, or change that one", name)
	}
	return pg.MapError(fmt.Errorf("%s: %w", action, err))
}

func viewName(asked string) (string, error) {
	name := strings.TrimSpace(asked)
	if name == "" {
		return "", rpc.Invalid("name", "is empty: name the view as you would call it")
	}
	return name, nil
}

func checkViewQuery(query string) error {
	if strings.ContainsAny(query, "?#\r\n") {
		return rpc.Invalid("query", "is what follows the ? of the page's address, without ? and #")
	}
	if _, err := url.ParseQuery(query); err != nil {
		return rpc.Invalid("query", "cannot be read as the query of an address: %s", err.Error())
	}
	return nil
}
