package gateway

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/timestamppb"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// ledgerOf answers count rows by keyset pages; page is told the id after which it begins.
func ledgerOf(count int, page func(ctx context.Context, after int) error) func(context.Context, *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
	return func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
		after, _ := strconv.Atoi(q.GetPageToken())
		if err := page(ctx, after); err != nil {
			return nil, err
		}
		a := &salesv1.ListTransactionsResponse{}
		for i := after; i < min(after+int(q.GetPageSize()), count); i++ {
			text := []string{"=1+1", "Оплата; \"подписка\"\nна 30 дней", "+7 900", "plain", ""}[i%5]
			telegram := int64(5_000_000_000 + i)
			a.Items = append(a.Items, &salesv1.Transaction{Id: int64(i + 1), Kind: "deposit", Direction: "in", AmountKopeks: int64(i * 7), Completed: true, Cash: "in",
				Description: &text, CustomerId: 7, BookedAt: timestamppb.New(time.Unix(int64(1e9+i), 0)), Customer: &salesv1.Customer{Id: 7, TelegramId: &telegram, Username: &text}})
		}
		if next := after + len(a.GetItems()); next < count {
			a.NextPageToken = strconv.Itoa(next)
		}
		return a, nil
	}
}

func goOn(context.Context, int) error { return nil }

func parse(t *testing.T, body string, separator rune) (header []string, rows []map[string]string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(body))
	r.Comma = separator
	lines, err := r.ReadAll()
	require.NoError(t, err)
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return lines[0], rows
}

// audited is the newest audit line: outcome and detail.
func (w *world) audited() (outcome, detail string) {
	w.t.Helper()
	const newest = `SELECT outcome, detail FROM access.audit WHERE action = 'sales.v1.Sales/ListTransactions.csv' ORDER BY at DESC LIMIT 1`
	require.Eventually(w.t, func() bool {
		return w.db.QueryRow(w.t.Context(), newest).Scan(&outcome, &detail) == nil
	}, 10*time.Second, 5*time.Millisecond)
	return outcome, detail
}

func TestExportHoldsEveryRowOfTheList(t *testing.T) {
	t.Parallel()
	w := start(t)
	const count = 2*exportPage + 33
	w.serveSales(ledgerOf(count, goOn))
	p := w.script(w.token(roleAnalyst))
	a := p.get(transactions + ".csv?kind=deposit&customer_id=7")
	require.Equal(t, http.StatusOK, a.code, a.body)
	require.Equal(t, "text/csv; charset=utf-8", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Disposition"), `filename="transactions.csv"`)
	outcome, detail := w.audited()
	require.Equal(t, "OK", outcome)
	require.Equal(t, "filter=customer_id=7&kind=deposit rows=2033", detail)

	header, rows := parse(t, a.body, ',')
	require.Equal(t, []string{"id", "booked_at", "kind", "direction", "amount_rub", "amount_kopeks"}, header[:6])
	require.Len(t, rows, count)
	var listed []map[string]any
	for token := ""; ; {
		page := p.get(transactions + "?page_size=200&kind=deposit&customer_id=7&page_token=" + token).json(t)
		for _, item := range page["items"].([]any) {
			listed = append(listed, item.(map[string]any))
		}
		if token = page["next_page_token"].(string); token == "" {
			break
		}
	}
	for i, row := range rows {
		require.Equal(t, listed[i]["id"], row["id"])
		require.Equal(t, listed[i]["amount_kopeks"], row["amount_kopeks"])
		require.Equal(t, listed[i]["booked_at"], row["booked_at"])
		require.Equal(t, quoted(listed[i]["description"].(string)), row["description"])
	}
	require.Equal(t, "'=1+1", rows[0]["description"])
	require.Equal(t, "'+7 900", rows[2]["username"])
	require.Equal(t, "5000000001", rows[1]["telegram_id"])
	require.Equal(t, []string{"0.07", "7"}, []string{rows[1]["amount_rub"], rows[1]["amount_kopeks"]})

	excel := p.get(transactions + ".csv?bom=1&separator=%3B")
	text, marked := strings.CutPrefix(excel.body, "\ufeff")
	require.True(t, marked)
	_, rows = parse(t, text, ';')
	require.Len(t, rows, count)
	require.Equal(t, "142,24", rows[2032]["amount_rub"])
}

func TestExportThatBreaksOffIsNoticed(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.serveSales(ledgerOf(5*exportPage, func(_ context.Context, after int) error {
		if after == 2*exportPage {
			return status.Error(codes.Unavailable, "sales-read is restarting")
		}
		return nil
	}))
	p := w.script(w.token(roleAnalyst))
	res, err := p.client.Do(p.request(t.Context(), http.MethodGet, transactions+".csv", ""))
	require.NoError(t, err)
	defer res.Body.Close()
	_, err = io.ReadAll(res.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	outcome, detail := w.audited()
	require.Equal(t, []string{"Unavailable", "rows=2000"}, []string{outcome, detail})
	require.NotContains(t, w.log.String(), "panicked")
}

func TestExportAsksForLessWhereAnAnswerGrowsTooLarge(t *testing.T) {
	t.Parallel()
	w := start(t)
	whole := ledgerOf(exportPage, goOn)
	w.serveSales(func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
		if q.GetPageSize() > 300 {
			return nil, status.Error(codes.ResourceExhausted, "the answer is larger than 900 KiB")
		}
		return whole(ctx, q)
	})
	_, rows := parse(t, w.script(w.token(roleAnalyst)).get(transactions+".csv").body, ',')
	require.Len(t, rows, exportPage)
}

func TestExportEndsWithItsClient(t *testing.T) {
	t.Parallel()
	w := start(t)
	stuck, released := make(chan struct{}), make(chan struct{})
	w.serveSales(ledgerOf(5*exportPage, func(ctx context.Context, after int) error {
		if after == exportPage {
			close(stuck)
			select {
			case <-ctx.Done():
			case <-released:
			}
		}
		return nil
	}))
	p := w.script(w.token(roleAnalyst))
	ctx, cancel := context.WithCancel(t.Context())
	res, err := p.client.Do(p.request(ctx, http.MethodGet, transactions+".csv", ""))
	require.NoError(t, err)
	defer res.Body.Close()
	<-stuck
	rows := csv.NewReader(res.Body)
	for range 1 + exportPage { // the header and the whole first page
		_, err = rows.Read()
		require.NoError(t, err)
	}
	cancel()
	outcome, detail := w.audited()
	close(released)
	require.Equal(t, []string{"Canceled", "rows=1000"}, []string{outcome, detail})
}

func TestExportRefusesBadQuestions(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.serveSales(ledgerOf(1, goOn))
	p := w.script(bootstrap)
	for query, field := range map[string]string{
		"nonsense=1": "nonsense", "page_size=5": "page_size", "page_token=x": "page_token", "count=true": "count", "bom=perhaps": "bom",
		"separator=%7C": "separator", "separator=%2C&separator=%2C": "separator", "kind=bribe": "kind", "customer_id=x": "customer_id",
	} {
		a := p.get(transactions + ".csv?" + query)
		require.Equal(t, http.StatusBadRequest, a.code, query)
		require.Equal(t, "application/json", a.header.Get("Content-Type"))
		require.Contains(t, a.message(t), field, query)
	}
	outcome, _ := w.audited()
	require.Equal(t, "InvalidArgument", outcome)
	require.Equal(t, http.StatusUnauthorized, w.person().get(transactions+".csv").code)
}

func TestEveryCSVAddressHasItsSheet(t *testing.T) {
	t.Parallel()
	var routes []*route
	protoregistry.GlobalFiles.RangeFilesByPackage("sales.v1", func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			own, err := routesOf(file.Services().Get(i), false)
			require.NoError(t, err)
			routes = append(routes, own...)
		}
		return true
	})
	sheets, found := sheetsOf(rpc.NewConn(nil)), 0
	for _, r := range routes {
		if !r.csv {
			continue
		}
		found++
		require.NotEmpty(t, sheets[r.path].header, r.path)
		if row := sheets[r.path].row; row != nil { // else a chart
			require.Equal(t, r.full, sheets[r.path].method+".csv")
			method, err := rpc.Descriptor(sheets[r.path].method)
			require.NoError(t, err)
			answer := method.Output().Fields()
			require.Equal(t, answer.ByName("items").Message().FullName(), row.FullName(), "rows of %s", r.path)
			require.Equal(t, protoreflect.StringKind, answer.ByName("next_page_token").Kind(), r.path)
		}
		if r.input.Descriptor().Fields().ByTextName("page_size") == nil { // a chart comes whole
			continue
		}
		for _, name := range []string{"page_size", "page_token", "count"} {
			require.NotNil(t, r.input.Descriptor().Fields().ByTextName(name), "%s of %s", name, r.path)
		}
	}
	require.Len(t, sheets, found)
}

func TestTextIsNoFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "a=b": "a=b", "=A1": "'=A1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "Я": "Я", "'=": "'="} {
		require.Equal(t, want, quoted(text))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		safe := quoted(text)
		require.True(t, safe == text || safe == "'"+text)
		require.False(t, safe != "" && strings.ContainsAny(safe[:1], "=+-@\t\r"))
	})
}

func TestRoubles(t *testing.T) {
	t.Parallel()
	for kopeks, want := range map[int64]string{0: "0.00", 7: "0.07", 50: "0.50", 100: "1.00", 123456: "1234.56", -1: "-0.01", -12345: "-123.45", -9223372036854775808: "-92233720368547758.08"} {
		require.Equal(t, want, roubles(kopeks))
	}
}

func TestExportGoesOnAfterARow(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.serveSales(func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
		if q.AfterId != nil {
			require.Empty(t, q.GetPageToken(), "either of them says where the page begins")
			q.PageToken = strconv.FormatInt(q.GetAfterId(), 10)
		}
		return ledgerOf(3*exportPage, goOn)(ctx, q)
	})
	p := w.script(w.token(roleAnalyst))
	whole := p.get(transactions + ".csv?bom=1").body
	rest := p.get(transactions + ".csv?bom=1&after_id=150")
	require.Equal(t, http.StatusOK, rest.code, rest.body)
	require.NotContains(t, rest.body, "booked_at", "the client has the header")
	require.True(t, strings.HasSuffix(whole, "\n"+rest.body))
	require.True(t, strings.HasPrefix(rest.body, "151,"))
}
