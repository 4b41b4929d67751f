package salesread

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// The ledger's list copies what the database sends; one operation is told from its struct. Both say the same.
func TestListTellsWhatOneOperationTells(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	full := person(1, -70011, "anna_k", noon)
	full.FirstName, full.LastName, full.Email, full.ReferralCode, full.ReferredById, full.RemnawaveId = ptr("Анна"), ptr(""), ptr("a@example.org"), ptr("ref1"), ptr(int64(2)), ptr(int64(9))
	full.BalanceKopeks = -1 << 40
	bare := &bedolagav1.Customer{Id: 2, AuthType: "email", Status: "deleted", CreatedAt: timestamppb.New(noon.AddDate(-60, 0, 0))}
	long := deposit(2, 2, 1<<40, "tribute", noon.AddDate(-60, 0, 0).Add(123_000))
	long.Description, long.ExternalId = ptr("=1;\"Оплата\"\n"+unfriendly[:30]), ptr("")
	open := wallet(3, 404, 0, noon)
	open.Completed, open.PaymentMethod, open.CreatedAt, open.CompletedAt = false, nil, nil, nil
	unknown := &bedolagav1.Transaction{Id: 4, CustomerId: 1, Kind: "", AmountKopeks: 5, BookedAt: timestamppb.New(noon.Add(-1))}
	h.publish(people(10, full, bare), ledger(10, deposit(1, 1, 500, "yookassa", noon), long, open, unknown, refund(5, 1, 100, "tribute", noon)))
	gone := ledger(11)
	gone.Header.Gone = []int64{5}
	h.publish(gone)

	items := h.transactions(&salesv1.ListTransactionsRequest{}).GetItems()
	require.Len(t, items, 5)
	for _, item := range items {
		one, err := h.sales.GetTransaction(h.ctx, &salesv1.GetTransactionRequest{Id: item.GetId()})
		require.NoError(t, err)
		require.Equal(t, protojson.Format(one.GetTransaction()), protojson.Format(item))
	}
}
