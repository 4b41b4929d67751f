package gateway

import (
	"context"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// sheet is the CSV form of one list.
type sheet struct {
	header []string
	page   func(ctx context.Context, request proto.Message, style csvStyle) (rows [][]string, token string, err error)
}

type csvStyle struct{ separator rune }

// decimal is a number with a point, in the style's words.
func (s csvStyle) decimal(number string) string {
	if s.separator == ';' {
		return strings.Replace(number, ".", ",", 1)
	}
	return number
}

// column is one field of a row R. Text goes through quoted, so that no program takes it for a formula.
type column[R any] struct {
	name  string
	value func(R, csvStyle) string
}

// listed is what every list answers.
type listed[R any] interface {
	GetItems() []R
	GetNextPageToken() string
}

func sheetOf[Q proto.Message, R any, A listed[R]](list func(context.Context, Q, ...grpc.CallOption) (A, error), columns []column[R]) sheet {
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	return sheet{header: header, page: func(ctx context.Context, request proto.Message, style csvStyle) ([][]string, string, error) {
		answer, err := list(ctx, request.(Q))
		if err != nil {
			return nil, "", err
		}
		rows := make([][]string, len(answer.GetItems()))
		for i, item := range answer.GetItems() {
			rows[i] = make([]string, len(columns))
			for j, c := range columns {
				rows[i][j] = c.value(item, style)
			}
		}
		return rows, answer.GetNextPageToken(), nil
	}}
}

func words[R any](name string, of func(R) string) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string { return quoted(of(row)) }}
}

func whole[R any](name string, of func(R) int64) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string { return strconv.FormatInt(of(row), 10) }}
}

// id is a number that may be missing.
func id[R any](name string, of func(R) *int64) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string {
		if n := of(row); n != nil {
			return strconv.FormatInt(*n, 10)
		}
		return ""
	}}
}

func flag[R any](name string, of func(R) bool) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string { return strconv.FormatBool(of(row)) }}
}

func at[R any](name string, of func(R) *timestamppb.Timestamp) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string {
		if t := of(row); t != nil {
			return t.AsTime().Format(time.RFC3339)
		}
		return ""
	}}
}

// money is two columns: roubles with two digits, and the kopeks they are made of.
func money[R any](name string, of func(R) int64) []column[R] {
	return []column[R]{
		{name + "_rub", func(row R, style csvStyle) string { return style.decimal(roubles(of(row))) }},
		whole(name+"_kopeks", of),
	}
}

func roubles(kopeks int64) string {
	text := strconv.FormatInt(kopeks, 10)
	digits, negative := strings.CutPrefix(text, "-")
	if len(digits) < 3 {
		digits = strings.Repeat("0", 3-len(digits)) + digits
	}
	plain := digits[:len(digits)-2] + "." + digits[len(digits)-2:]
	if negative {
		return "-" + plain
	}
	return plain
}

// quoted keeps a spreadsheet from running a text as a formula.
func quoted(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// sheetsOf is every CSV there is, by address.
func sheetsOf(conn grpc.ClientConnInterface) map[string]sheet {
	sales, reconciliation := salesv1.NewSalesClient(conn), salesv1.NewReconciliationClient(conn)
	referrals, promos, campaigns := salesv1.NewReferralsClient(conn), salesv1.NewPromosClient(conn), salesv1.NewCampaignsClient(conn)
	revenue, facts := salesv1.NewRevenueClient(conn), salesv1.NewFactsClient(conn)
	return map[string]sheet{
		"/api/v2/sales/transactions.csv":  sheetOf(sales.ListTransactions, transactionColumns()),
		"/api/v2/sales/subscriptions.csv": sheetOf(sales.ListSubscriptions, subscriptionColumns()),
		"/api/v2/sales/customers.csv":     sheetOf(sales.ListCustomers, customerColumns()),

		"/api/v2/sales/reconciliation/rows.csv":     sheetOf(reconciliation.ListReconciliationRows, reconciliationColumns()),
		"/api/v2/sales/reconciliation/balances.csv": sheetOf(reconciliation.ListBalanceDifferences, balanceColumns()),

		"/api/v2/sales/promos.csv":         sheetOf(promos.ListPromos, promoColumns()),
		"/api/v2/sales/promo-commands.csv": sheetOf(promos.ListPromoCommands, promoCommandColumns()),

		"/api/v2/sales/referrals.csv":              sheetOf(referrals.ListReferrers, referrerColumns()),
		"/api/v2/sales/referrals/invited.csv":      sheetOf(referrals.ListInvited, invitedColumns()),
		"/api/v2/sales/referrals/graph.csv":        sheetOf(referrals.GetReferralGraph, graphColumns()),
		"/api/v2/sales/withdrawals.csv":            sheetOf(referrals.ListWithdrawals, withdrawalColumns()),
		"/api/v2/sales/partner-applications.csv":   sheetOf(referrals.ListPartnerApplications, applicationColumns()),
		"/api/v2/sales/campaigns.csv":              sheetOf(campaigns.ListCampaigns, campaignColumns()),
		"/api/v2/sales/campaign-registrations.csv": sheetOf(campaigns.ListCampaignRegistrations, registrationColumns()),
		"/api/v2/sales/campaign-spend.csv":         sheetOf(campaigns.ListCampaignSpend, spendColumns()),

		"/api/v2/sales/revenue.csv":         seriesOf(revenue.GetRevenue, revenueSteps, revenueColumns()),
		"/api/v2/sales/mrr.csv":             seriesOf(revenue.GetMrr, (*salesv1.GetMrrResponse).GetBuckets, mrrColumns()),
		"/api/v2/sales/conversion.csv":      seriesOf(revenue.GetConversion, (*salesv1.GetConversionResponse).GetCohorts, cohortColumns()),
		"/api/v2/sales/conversion/rows.csv": sheetOf(revenue.ListConversionRows, conversionRowColumns()),
		"/api/v2/sales/corrections.csv":     sheetOf(facts.ListCorrections, correctionColumns()),
	}
}
