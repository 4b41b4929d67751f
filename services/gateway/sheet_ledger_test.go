package gateway

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
	"pgregory.net/rapid"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// transactionColumns tell what ledgerColumns tell, from the whole message.
func transactionColumns() []column[*salesv1.Transaction] {
	type row = *salesv1.Transaction
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), at("booked_at", row.GetBookedAt), words("kind", row.GetKind), words("direction", row.GetDirection)},
		money("amount", row.GetAmountKopeks),
		[]column[row]{words("payment_method", row.GetPaymentMethod), words("gateway", row.GetGateway), words("external_id", row.GetExternalId),
			flag("completed", row.GetCompleted), words("cash", row.GetCash), words("description", row.GetDescription), whole("customer_id", row.GetCustomerId)},
		who[row](),
		[]column[row]{at("created_at", row.GetCreatedAt), at("gone_at", row.GetGoneAt)},
	)
}

func drawTransaction(t *rapid.T) *salesv1.Transaction {
	text := rapid.Ptr(rapid.String(), true)
	number := rapid.Int64()
	stamp := rapid.Custom(func(t *rapid.T) *timestamppb.Timestamp {
		if rapid.Bool().Draw(t, "absent") {
			return nil
		}
		return &timestamppb.Timestamp{Seconds: rapid.Int64Range(-62135596800, 253402300799).Draw(t, "seconds"), Nanos: rapid.Int32Range(0, 999_999_999).Draw(t, "nanos")}
	})
	m := &salesv1.Transaction{Id: number.Draw(t, "id"), CustomerId: number.Draw(t, "customer"), Kind: rapid.String().Draw(t, "kind"), Direction: rapid.String().Draw(t, "direction"),
		AmountKopeks: number.Draw(t, "amount"), PaymentMethod: text.Draw(t, "method"), Gateway: text.Draw(t, "gateway"), ExternalId: text.Draw(t, "external"),
		Description: text.Draw(t, "description"), Completed: rapid.Bool().Draw(t, "completed"), CreatedAt: stamp.Draw(t, "created"), BookedAt: stamp.Draw(t, "booked"),
		GoneAt: stamp.Draw(t, "gone"), Cash: rapid.String().Draw(t, "cash")}
	if rapid.Bool().Draw(t, "arrived") {
		m.Customer = &salesv1.Customer{Id: 7, TelegramId: rapid.Ptr(number, true).Draw(t, "telegram"), Username: text.Draw(t, "username"), FirstName: text.Draw(t, "first"),
			LastName: text.Draw(t, "last"), Email: text.Draw(t, "email"), Status: "active", BalanceKopeks: 5, CreatedAt: stamp.Draw(t, "registered"), ReferralCode: text.Draw(t, "code")}
	}
	return m
}

// A line says of every row what the whole message says, whatever the row before it was.
func TestLedgerLineIsTheMessage(t *testing.T) {
	t.Parallel()
	whole, short := transactionColumns(), ledgerColumns()
	require.Equal(t, headerOf(whole), headerOf(short))
	line := &ledgerLine{}
	rapid.Check(t, func(t *rapid.T) {
		m := drawTransaction(t)
		item, err := proto.Marshal(m)
		require.NoError(t, err)
		require.NoError(t, line.read(item))
		for _, style := range []csvStyle{{','}, {';'}} {
			require.Equal(t, filled(make([]string, len(whole)), whole, m, style), filled(make([]string, len(short)), short, line, style))
		}
	})
}

// FuzzLedgerLine: bytes that are no message are an error or a line, never a panic.
func FuzzLedgerLine(f *testing.F) {
	item, err := proto.Marshal(&salesv1.Transaction{Id: 1, Kind: "deposit", Customer: &salesv1.Customer{Id: 7}, BookedAt: timestamppb.Now()})
	require.NoError(f, err)
	f.Add(item)
	f.Add([]byte{0x1a, 0xff})
	f.Fuzz(func(t *testing.T, item []byte) {
		line := &ledgerLine{}
		if proto.Unmarshal(item, &salesv1.Transaction{}) == nil {
			require.NoError(t, line.read(item))
		} else {
			_ = line.read(item)
		}
	})
}
