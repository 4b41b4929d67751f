package revenue

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAverage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sum, n, want int64 }{{10, 4, 3}, {9, 4, 2}, {0, 3, 0}, {-10, 4, -2}, {-11, 4, -3}, {-9, 4, -2}, {7, 1, 7}} {
		require.Equal(t, c.want, *average(c.sum, c.n), fmt.Sprint(c))
	}
	require.Nil(t, average(5, 0))
}
