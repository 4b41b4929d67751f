package simulator

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/testkit"
)

// A bot's database that was not made here is never written to.
func TestRefusesARealShop(t *testing.T) {
	t.Parallel()
	url := testkit.PostgresURL(t)
	require.NoError(t, Create(t.Context(), url, Layout{}))
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `COMMENT ON TABLE users IS NULL`)
	require.NoError(t, err)
	err = Run(t.Context(), Deps{DatabaseURL: url, Now: time.Now, Config: Config{Speed: 60, Customers: 50}})
	require.ErrorContains(t, err, "never writes into a real one")
	var users int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM users`).Scan(&users))
	require.Zero(t, users)
}
