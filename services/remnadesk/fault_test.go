package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/services/simulator"
)

func faultShop() simulator.Size {
	return simulator.Size{Customers: 6000, Subscriptions: 8000, Transactions: 60000, Days: 90, Seed: 3, Now: time.Now()}
}

func TestKilledInMidImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, faultShop())
	for _, rows := range []int64{1, 20000} {
		p := s.run("bridge", "sales-read")
		s.imported(rows)
		p.kill()
	}
	s.run("bridge", "sales-read")
	s.equal()
}

func TestEachServiceKilledAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, faultShop())
	bridge, sales := s.run("bridge"), s.run("sales-read")
	s.imported(5000)
	sales.kill()
	_, err := s.shop.Exec(t.Context(), `UPDATE users SET balance_kopeks = balance_kopeks + 1 WHERE id % 7 = 0`)
	require.NoError(t, err)
	sales = s.run("sales-read")
	s.imported(15000)
	bridge.kill()
	_, err = s.shop.Exec(t.Context(), `DELETE FROM transactions WHERE id IN (SELECT id FROM transactions ORDER BY id LIMIT 20)`)
	require.NoError(t, err)
	bridge = s.run("bridge")
	s.equal()
	stopped(t, bridge)
	stopped(t, sales)
}

func TestNATSRestartedInMidImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, faultShop())
	s.run("bridge", "sales-read")
	s.imported(10000)
	s.nats.Stop()
	s.nats.Start()
	s.equal()
}

func TestNATSFolderLost(t *testing.T) {
	t.Parallel()
	s := newSite(t, faultShop())
	s.run("bridge", "sales-read")
	s.imported(30000)
	s.nats.Stop()
	s.nats.Wipe()
	s.nats.Start()
	s.equal()
}

func TestOurPostgresRestartedInMidImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, faultShop())
	s.run("bridge", "sales-read")
	s.imported(10000)
	port := s.ours.Port()
	require.NoError(t, s.ours.Stop(context.WithoutCancel(t.Context())))
	s.startOurs(port)
	s.equal()
}
