package salesread

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	defaultFound = 6
	// beginning is from how many characters on the beginning of a gateway's id finds it: shorter ones are shared by too many.
	beginning = 6
	// newest is how many customers are looked through before the search index: a text that many have is found among them at once, and the index
	// would list all who have it.
	newest = 5000
)

// Find answers what the palette shows while one types.
func (s *service) Find(ctx context.Context, q *salesv1.FindRequest) (*salesv1.FindResponse, error) {
	text, limit := strings.TrimSpace(strings.ReplaceAll(q.GetText(), "\x00", "")), cmp.Or(int(q.GetLimit()), defaultFound)
	if text == "" {
		return nil, rpc.Invalid("text", "is empty: give a telegram id, a @username, an e-mail, a number or a gateway's payment id")
	}
	mark, err := s.read.Watermark(ctx, overviewEntities)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.FindResponse{CompleteUntil: mark.Complete}
	if err := s.findCustomers(ctx, answer, text, limit); err != nil {
		return nil, err
	}
	if err := s.findSubscriptions(ctx, answer, text, limit); err != nil {
		return nil, err
	}
	if !rpc.May(rpc.CallerFrom(ctx), "customers:view") {
		answer.Customers = nil
	}
	if err := s.findTransactions(ctx, answer, text, limit); err != nil {
		return nil, err
	}
	answer.Orders, err = s.findOrders(ctx, text, limit)
	return answer, err
}

// wordOf reads the beginning of a @username: what follows an @, or nothing but letters. A first name is no way to find anybody: too many share it.
func wordOf(text string) (string, bool) {
	handle, marked := strings.CutPrefix(text, "@")
	other := func(r rune) bool {
		return !unicode.IsLetter(r) && (!marked || r != '_' && !unicode.IsDigit(r))
	}
	return ask.OneLine(handle), handle != "" && !strings.ContainsFunc(handle, other)
}

// customersFound are the tries in their order: those who are meant exactly, the newest who match, whoever else matches.
func (s *service) customersFound(text string, limit int) []*ask.Filter {
	if word, ok := wordOf(text); ok {
		whole, begun := ask.NewFilter(), ask.NewFilter()
		whole.Add("c.id"+wordWhole, pgx.NamedArgs{"word": word})
		begun.Add("c.id"+wordBegins, pgx.NamedArgs{"text": ask.LikePattern(word) + "%", "found": limit + 1}) // the whole one may be among them
		return []*ask.Filter{whole, begun}
	}
	var tries []*ask.Filter
	if s.read.Substring {
		exact, recent := ask.NewFilter(), ask.NewFilter()
		pattern := ask.LikePattern(ask.OneLine(text))
		exact.Add("c.id"+ask.TextExact, pgx.NamedArgs{"text": "%\n" + pattern + "\n%", "at_text": "%\n@" + pattern + "\n%"})
		tries = append(tries, exact)
		if utf8.RuneCountInString(text) >= ask.Shortest {
			recent.Add("c.id"+textNewest, pgx.NamedArgs{"newest": newest, "text": "%" + pattern + "%"})
			tries = append(tries, recent)
		}
	}
	rest := ask.NewFilter()
	s.read.TextFilter(rest, "c.id", text)
	return append(tries, rest)
}

func (s *service) findCustomers(ctx context.Context, answer *salesv1.FindResponse, text string, limit int) error {
	now := s.now()
	for _, f := range s.customersFound(text, limit) {
		rows, err := s.customerPage(customerOrderOf(""), now)(ctx, f, nil, limit)
		if err != nil {
			return err
		}
		answer.Customers = addFound(answer.Customers, rows, limit)
		if len(answer.Customers) >= limit {
			return nil
		}
	}
	return nil
}

func addFound(found []*salesv1.Customer, rows []customerRow, limit int) []*salesv1.Customer {
	known := make(map[int64]bool, len(found))
	for _, c := range found {
		known[c.GetId()] = true
	}
	for _, row := range rows {
		if c := row.message(); !known[c.GetId()] && len(found) < limit {
			found = append(found, c)
		}
	}
	return found
}

// subscriptionsFound are the one with this number and those of the customers who are meant exactly.
func subscriptionsFound(text string, meant []int64) *ask.Filter {
	f := ask.NewFilter()
	f.Args["meant"] = meant
	if id, ok := numberOf(text); ok {
		f.Add("s.id = ANY(ARRAY(SELECT m.id FROM sales.subscriptions m WHERE m.id = @id OR m.customer_id = ANY(@meant)))", pgx.NamedArgs{"id": id})
	} else {
		f.Add("s.customer_id = ANY(@meant)", nil)
	}
	return f
}

func (s *service) findSubscriptions(ctx context.Context, answer *salesv1.FindResponse, text string, limit int) error {
	meant := []int64{}
	for _, c := range answer.GetCustomers() {
		if isMeant(c, text) {
			meant = append(meant, c.GetId())
		}
	}
	rows, err := s.subscriptionPage(subscriptionOrderOf(""))(ctx, subscriptionsFound(text, meant), nil, limit)
	if err != nil {
		return err
	}
	now := s.now()
	for _, row := range rows {
		answer.Subscriptions = append(answer.Subscriptions, row.message(now))
	}
	return nil
}

// isMeant tells whether the text names this customer and nobody else.
func isMeant(c *salesv1.Customer, text string) bool {
	return c.TelegramId != nil && strconv.FormatInt(c.GetTelegramId(), 10) == text ||
		c.GetUsername() != "" && strings.EqualFold(c.GetUsername(), strings.TrimPrefix(text, "@")) ||
		c.GetEmail() != "" && strings.EqualFold(c.GetEmail(), text)
}

const (
	wordWhole = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE lower(m.username) COLLATE "C" = @word OR lower(m.referral_code) COLLATE "C" = @word))`
	// LIMIT keeps a frequent beginning to a few rows of the index.
	wordBegins = ` = ANY(ARRAY(SELECT m.id FROM sales.customers m WHERE lower(m.username) COLLATE "C" LIKE @text
	ORDER BY lower(m.username) COLLATE "C", m.id LIMIT @found))`
	textNewest     = ` = ANY(ARRAY(SELECT m.id FROM (SELECT id, search FROM sales.customers ORDER BY created_at DESC, id DESC LIMIT @newest) m WHERE m.search LIKE @text))`
	externalBegins = `t.id = ANY(ARRAY(SELECT m.id FROM sales.transactions m WHERE m.external_id LIKE @external ORDER BY m.external_id, m.id LIMIT @found))`
)

// transactionsFound are the one with this number and those whose external id begins so; nil when the text can be neither.
func transactionsFound(text string, limit int) *ask.Filter {
	f := ask.NewFilter()
	id, number := numberOf(text)
	external := pgx.NamedArgs{"external": ask.LikePattern(text) + "%", "found": limit}
	long := utf8.RuneCountInString(text) >= beginning
	switch {
	case number && long:
		f.Add(`(t.id = @id OR `+externalBegins+`)`, external)
		f.Args["id"] = id
	case number:
		f.Add(`t.id = @id`, pgx.NamedArgs{"id": id})
	case long:
		f.Add(externalBegins, external)
	default:
		return nil
	}
	return f
}

func (s *service) findTransactions(ctx context.Context, answer *salesv1.FindResponse, text string, limit int) error {
	f := transactionsFound(text, limit)
	if f == nil {
		return nil
	}
	rows, err := s.transactionPage(ctx, f, nil, limit)
	if err != nil {
		return err
	}
	for _, row := range rows {
		answer.Transactions = append(answer.Transactions, row.message())
	}
	return nil
}

type foundOrder struct {
	ID              int64
	PaymentID       string
	AmountKopeks    int64
	PaidAt          *time.Time
	BuyerCustomerID *int64
	CustomerID      *int64
}

const findOrdersSQL = `
SELECT id, payment_id, amount_kopeks, paid_at, buyer_customer_id, customer_id FROM sales.guest_purchases
WHERE payment_id LIKE @external ORDER BY payment_id, id LIMIT @found`

func (s *service) findOrders(ctx context.Context, text string, limit int) ([]*salesv1.FoundOrder, error) {
	if utf8.RuneCountInString(text) < beginning {
		return nil, nil
	}
	rows, err := s.read.Query(ctx, findOrdersSQL, pgx.NamedArgs{"external": ask.LikePattern(text) + "%", "found": limit})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("find orders: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[foundOrder])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("find orders: %w", err))
	}
	var found []*salesv1.FoundOrder
	for _, row := range list {
		order := &salesv1.FoundOrder{Id: row.ID, PaymentId: row.PaymentID, AmountKopeks: row.AmountKopeks, CustomerId: cmp.Or(row.BuyerCustomerID, row.CustomerID)}
		if row.PaidAt != nil {
			order.PaidAt = timestamppb.New(*row.PaidAt)
		}
		found = append(found, order)
	}
	return found, nil
}

// numberOf reads a row's number; a # before it is how people write one.
func numberOf(text string) (int64, bool) {
	id, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	return id, err == nil && id > 0
}
