package revenue

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// dimension is what revenue is split and filtered by: a column that sums by day and facts share, or only some of them.
type dimension struct {
	column string
	key    string
	// crowd tells that payers can be counted by it: not where most cash has none.
	crowd bool
	// names asks what its numbers are called.
	names string
}

var nobody = dimension{key: `''`, crowd: true}

// dimensions by their names in a question. What is written in SQL comes from this list only.
var dimensions = map[string]dimension{
	"gateway":       {column: "gateway", key: `r.gateway`, crowd: true},
	"tariff":        {column: "tariff_id", key: keyOf("tariff_id"), names: `SELECT id::text, name FROM sales.tariffs WHERE id = ANY($1)`},
	"term":          {column: "term", key: keyOf("term")},
	"promo_group":   {column: "promo_group_id", key: keyOf("promo_group_id"), crowd: true, names: `SELECT id::text, name FROM sales.promo_groups WHERE id = ANY($1)`},
	"campaign":      {column: "campaign_id", key: keyOf("campaign_id"), crowd: true, names: `SELECT id::text, name FROM sales.campaigns WHERE id = ANY($1)`},
	"new_returning": {column: "freshness", key: `r.freshness`, crowd: true},
	"referrer": {column: "referrer_id", crowd: true, names: `SELECT id::text, username FROM sales.customers WHERE id = ANY($1) AND username IS NOT NULL`,
		key: `CASE WHEN r.referrer_id <> ALL (@top::bigint[]) THEN '` + otherGroups + `' WHEN r.referrer_id = 0 THEN '' ELSE r.referrer_id::text END`},
}

func keyOf(column string) string {
	return `CASE WHEN r.` + column + ` = 0 THEN '' ELSE r.` + column + `::text END`
}

// revenueStore is where sums by day are kept for some of the dimensions.
type revenueStore struct {
	table, grain string
	columns      []string
	// payers tells that who paid is kept with each sum; of the others sales.cash_days knows it.
	payers bool
}

// revenueStores, the smallest that will do first.
var revenueStores = []revenueStore{
	{table: "sales.revenue_days", columns: []string{"gateway", "tariff_id", "term"}},
	{table: "sales.people_days", grain: "people", columns: []string{"promo_group_id", "campaign_id", "freshness"}, payers: true},
	{table: "sales.people_days", grain: "method", columns: []string{"gateway", "promo_group_id", "campaign_id", "freshness"}, payers: true},
	{table: "sales.people_days", grain: "tariff", columns: []string{"tariff_id", "promo_group_id", "campaign_id", "freshness"}, payers: true},
	{table: "sales.people_days", grain: "referrer", columns: []string{"referrer_id"}, payers: true},
}

// storeFor is the store that knows all the columns; nil where only the facts do.
func storeFor(columns []string) *revenueStore {
	for i, store := range revenueStores {
		if !slices.ContainsFunc(columns, func(column string) bool { return !slices.Contains(store.columns, column) }) {
			return &revenueStores[i]
		}
	}
	return nil
}

// split reads group_by and then_by.
func split(q *salesv1.GetRevenueRequest) (by, then dimension, err error) {
	by, then = nobody, nobody
	var known bool
	if name := q.GetGroupBy(); name != "" && name != "none" {
		if by, known = dimensions[name]; !known {
			return by, then, rpc.Invalid("group_by", "%q is unknown", name)
		}
	}
	if name := q.GetThenBy(); name != "" && name != "none" {
		switch then, known = dimensions[name]; {
		case !known:
			return by, then, rpc.Invalid("then_by", "%q is unknown", name)
		case by.column == "":
			return by, then, rpc.Invalid("then_by", "splits the groups of group_by, which is missing")
		case by.column == then.column:
			return by, then, rpc.Invalid("then_by", "is the same as group_by")
		}
	}
	return by, then, nil
}

// revenueFilter reads what is asked of each dimension, and which columns that needs.
func revenueFilter(q *salesv1.GetRevenueRequest) (*ask.Filter, []string, error) {
	if slices.Contains(q.GetGateway(), "") {
		return nil, nil, rpc.Invalid("gateway", "is empty: name a payment method, or leave the parameter out for all")
	}
	f := ask.NewFilter()
	var columns []string
	if len(q.GetGateway()) > 0 {
		ask.OneOf(f, "r.gateway", "gateway", q.GetGateway())
		columns = append(columns, "gateway")
	}
	for _, asked := range []struct {
		column string
		ids    []int64
	}{{"tariff_id", q.GetTariffId()}, {"term", q.GetTerm()}, {"promo_group_id", q.GetPromoGroupId()}, {"campaign_id", q.GetCampaignId()}, {"referrer_id", q.GetReferrerId()}} {
		if len(asked.ids) > 0 {
			ask.OneOf(f, "r."+asked.column, asked.column, asked.ids)
			columns = append(columns, asked.column)
		}
	}
	if q.GetCustomers() != "" {
		f.Add(`r.freshness = @customers`, pgx.NamedArgs{"customers": q.GetCustomers()})
		columns = append(columns, "freshness")
	}
	return f, columns, nil
}
