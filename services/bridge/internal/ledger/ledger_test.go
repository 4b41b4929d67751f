package ledger

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func TestGateway(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		"": "", "manual": "", "balance": "", "Balance ": "", "balance_2": "", "yookassa": "yookassa", "yookassa_sbp": "yookassa", "platega_2": "platega",
		"kassa_ai": "kassa_ai", "kassa_ai_sbp": "kassa_ai", "telegram_stars": "telegram_stars", "apple_iap": "apple_iap", "brandnew": "brandnew", "brand_new": "brand_new",
	} {
		got, ok := Gateway(method)
		require.Equal(t, want, got, method)
		require.Equal(t, want != "", ok, method)
	}
}

func TestDirection(t *testing.T) {
	t.Parallel()
	const in, out = bedolagav1.Direction_DIRECTION_IN, bedolagav1.Direction_DIRECTION_OUT
	for _, c := range []struct {
		kind    string
		gateway bool
		stored  int64
		want    bedolagav1.Direction
	}{
		{"deposit", true, 100, in}, {"deposit", false, 100, in}, {"subscription_payment", false, 100, out}, {"subscription_payment", true, -100, out},
		{"gift_payment", false, -5, out}, {"refund", false, 100, in}, {"refund", true, 100, out}, {"refund", true, -100, out},
		{"failed_refund", false, 10, in}, {"withdrawal", false, 100, out}, {"withdrawal", false, -100, out}, {"referral_reward", false, 1, in},
		{"poll_reward", false, 1, in}, {"newer_kind", false, -1, out}, {"newer_kind", false, 1, in},
	} {
		require.Equal(t, c.want, Direction(c.kind, c.gateway, c.stored), "%+v", c)
	}
}

func TestAbs(t *testing.T) {
	t.Parallel()
	require.EqualValues(t, 5, Abs(-5))
	require.EqualValues(t, 5, Abs(5))
	require.EqualValues(t, math.MaxInt64, Abs(math.MinInt64))
}
