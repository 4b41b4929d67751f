package gateway

import (
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// ledgerLine is a salesv1.Transaction as far as its columns tell it: the ledger is taken out by the million rows, and most of what a message costs
// is what no column tells.
type ledgerLine struct {
	id, customerID, amount                 int64
	telegramID                             *int64
	completed                              bool
	kind, direction, cash, method, gateway string
	externalID, description                string
	username, firstName, lastName, email   string
	booked, created, gone                  moment
}

func ledgerSheet(conn grpc.ClientConnInterface) sheet {
	item := (&salesv1.Transaction{}).ProtoReflect().Descriptor()
	return unreadSheet(conn, salesv1.Sales_ListTransactions_FullMethodName, item, ledgerColumns(), func() (*ledgerLine, func([]byte) error) {
		l := &ledgerLine{}
		return l, l.read
	})
}

func ledgerColumns() []column[*ledgerLine] {
	type row = *ledgerLine
	return slices.Concat(
		[]column[row]{whole("id", func(r row) int64 { return r.id }), when("booked_at", func(r row) moment { return r.booked }),
			words("kind", func(r row) string { return r.kind }), words("direction", func(r row) string { return r.direction })},
		money("amount", func(r row) int64 { return r.amount }),
		[]column[row]{words("payment_method", func(r row) string { return r.method }), words("gateway", func(r row) string { return r.gateway }),
			words("external_id", func(r row) string { return r.externalID }), flag("completed", func(r row) bool { return r.completed }),
			words("cash", func(r row) string { return r.cash }), words("description", func(r row) string { return r.description }),
			whole("customer_id", func(r row) int64 { return r.customerID }), id("telegram_id", func(r row) *int64 { return r.telegramID }),
			words("username", func(r row) string { return r.username }), words("first_name", func(r row) string { return r.firstName }),
			words("last_name", func(r row) string { return r.lastName }), words("email", func(r row) string { return r.email }),
			when("created_at", func(r row) moment { return r.created }), when("gone_at", func(r row) moment { return r.gone })},
	)
}

// read takes a salesv1.Transaction; the numbers are those of its fields.
func (l *ledgerLine) read(item []byte) error {
	*l = ledgerLine{}
	return eachField(item, func(number protowire.Number, n uint64, value []byte) (err error) {
		switch number {
		case 1:
			l.id = int64(n)
		case 2:
			l.customerID = int64(n)
		case 3:
			err = eachField(value, l.readCustomer)
		case 4:
			l.kind = string(value)
		case 5:
			l.direction = string(value)
		case 6:
			l.amount = int64(n)
		case 7:
			l.method = string(value)
		case 8:
			l.gateway = string(value)
		case 9:
			l.externalID = string(value)
		case 10:
			l.description = string(value)
		case 11:
			l.completed = n != 0
		case 12:
			err = l.created.read(value)
		case 13:
			err = l.booked.read(value)
		case 14:
			err = l.gone.read(value)
		case 15:
			l.cash = string(value)
		}
		return err
	})
}

// readCustomer takes a salesv1.Customer.
func (l *ledgerLine) readCustomer(number protowire.Number, n uint64, value []byte) error {
	switch number {
	case 2:
		l.telegramID = proto.Int64(int64(n))
	case 3:
		l.username = string(value)
	case 4:
		l.firstName = string(value)
	case 5:
		l.lastName = string(value)
	case 6:
		l.email = string(value)
	}
	return nil
}

// moment is a google.protobuf.Timestamp; there tells whether it is set at all.
type moment struct {
	there   bool
	seconds int64
}

func (m *moment) read(value []byte) error {
	m.there = true
	return eachField(value, func(number protowire.Number, n uint64, _ []byte) error {
		if number == 1 {
			m.seconds = int64(n)
		}
		return nil
	})
}

func when[R any](name string, of func(R) moment) column[R] {
	return column[R]{name, func(row R, _ csvStyle) string {
		if m := of(row); m.there {
			return time.Unix(m.seconds, 0).UTC().Format(time.RFC3339)
		}
		return ""
	}}
}
