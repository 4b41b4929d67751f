package gateway

import (
	"context"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// sheet is the CSV form of one list.
type sheet struct {
	header []string
	// method is the list's, and row what it has as its items; none for a chart, which comes whole.
	method string
	row    protoreflect.MessageDescriptor
	ask    func(ctx context.Context, request proto.Message) (page, error)
}

// page is a part of a list. Its rows are unread, so that the token after them is known at once.
type page struct {
	token string
	// each writes its rows one by one, in a record that it uses again.
	each func(style csvStyle, write func(record []string) error) error
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

// sheetOf is the CSV form of a list, given as /package.Service/Method, whose items are R.
func sheetOf[R proto.Message](conn grpc.ClientConnInterface, method string, columns []column[R]) sheet {
	var none R
	row := none.ProtoReflect().Type()
	return unreadSheet(conn, method, row.Descriptor(), columns, func() (R, func([]byte) error) {
		r := row.New().Interface().(R)
		return r, func(item []byte) error { return proto.Unmarshal(item, r) }
	})
}

// unreadSheet reads a list's items into one row, again and again.
func unreadSheet[R any](conn grpc.ClientConnInterface, method string, item protoreflect.MessageDescriptor, columns []column[R], reader func() (R, func([]byte) error)) sheet {
	return sheet{header: headerOf(columns), method: method, row: item, ask: func(ctx context.Context, request proto.Message) (page, error) {
		items, token, err := askUnread(ctx, conn, method, request)
		return page{token: token, each: func(style csvStyle, write func([]string) error) error {
			record := make([]string, len(columns))
			row, read := reader()
			for _, item := range items {
				if err := read(item); err != nil {
					return status.Errorf(codes.Internal, "decode a row of %s: %v", method, err)
				}
				if err := write(filled(record, columns, row, style)); err != nil {
					return err
				}
			}
			return nil
		}}, err
	}}
}

func headerOf[R any](columns []column[R]) []string {
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	return header
}

func filled[R any](record []string, columns []column[R], row R, style csvStyle) []string {
	for i, c := range columns {
		record[i] = c.value(row, style)
	}
	return record
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
	revenue := salesv1.NewRevenueClient(conn)
	return map[string]sheet{
		"/api/v2/sales/transactions.csv":  ledgerSheet(conn),
		"/api/v2/sales/subscriptions.csv": sheetOf(conn, salesv1.Sales_ListSubscriptions_FullMethodName, subscriptionColumns()),
		"/api/v2/sales/customers.csv":     sheetOf(conn, salesv1.Sales_ListCustomers_FullMethodName, customerColumns()),

		"/api/v2/sales/reconciliation/rows.csv":     sheetOf(conn, salesv1.Reconciliation_ListReconciliationRows_FullMethodName, reconciliationColumns()),
		"/api/v2/sales/reconciliation/balances.csv": sheetOf(conn, salesv1.Reconciliation_ListBalanceDifferences_FullMethodName, balanceColumns()),

		"/api/v2/sales/promos.csv":         sheetOf(conn, salesv1.Promos_ListPromos_FullMethodName, promoColumns()),
		"/api/v2/sales/promo-commands.csv": sheetOf(conn, salesv1.Promos_ListPromoCommands_FullMethodName, promoCommandColumns()),

		"/api/v2/sales/referrals.csv":              sheetOf(conn, salesv1.Referrals_ListReferrers_FullMethodName, referrerColumns()),
		"/api/v2/sales/referrals/invited.csv":      sheetOf(conn, salesv1.Referrals_ListInvited_FullMethodName, invitedColumns()),
		"/api/v2/sales/referrals/graph.csv":        sheetOf(conn, salesv1.Referrals_GetReferralGraph_FullMethodName, graphColumns()),
		"/api/v2/sales/withdrawals.csv":            sheetOf(conn, salesv1.Referrals_ListWithdrawals_FullMethodName, withdrawalColumns()),
		"/api/v2/sales/partner-applications.csv":   sheetOf(conn, salesv1.Referrals_ListPartnerApplications_FullMethodName, applicationColumns()),
		"/api/v2/sales/campaigns.csv":              sheetOf(conn, salesv1.Campaigns_ListCampaigns_FullMethodName, campaignColumns()),
		"/api/v2/sales/campaign-registrations.csv": sheetOf(conn, salesv1.Campaigns_ListCampaignRegistrations_FullMethodName, registrationColumns()),
		"/api/v2/sales/campaign-spend.csv":         sheetOf(conn, salesv1.Campaigns_ListCampaignSpend_FullMethodName, spendColumns()),

		"/api/v2/sales/revenue.csv":         seriesOf(revenue.GetRevenue, revenueSteps, revenueColumns()),
		"/api/v2/sales/mrr.csv":             seriesOf(revenue.GetMrr, (*salesv1.GetMrrResponse).GetBuckets, mrrColumns()),
		"/api/v2/sales/conversion.csv":      seriesOf(revenue.GetConversion, (*salesv1.GetConversionResponse).GetCohorts, cohortColumns()),
		"/api/v2/sales/conversion/rows.csv": sheetOf(conn, salesv1.Revenue_ListConversionRows_FullMethodName, conversionRowColumns()),
		"/api/v2/sales/corrections.csv":     sheetOf(conn, salesv1.Facts_ListCorrections_FullMethodName, correctionColumns()),
	}
}
