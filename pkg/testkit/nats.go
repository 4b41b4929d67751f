// Package testkit gives tests the real dependencies: NATS in process, a private PostgreSQL with a database per test, a Redis server.
// A missing dependency fails the test and says how to get it; nothing is skipped.
package testkit

import (
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// NATSServer is a JetStream server of one test. It can be stopped and started again on the same folder.
type NATSServer struct {
	t      testing.TB
	dir    string
	port   int
	server *server.Server
}

// NATS starts a server with JetStream in a folder of the test.
func NATS(t testing.TB) *NATSServer {
	t.Helper()
	s := &NATSServer{t: t, dir: t.TempDir(), port: -1}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts the server, again on the same port after Stop.
func (s *NATSServer) Start() {
	s.t.Helper()
	srv, err := server.NewServer(&server.Options{JetStream: true, StoreDir: s.dir, Port: s.port, Host: "127.0.0.1", NoSigs: true, NoLog: true, MaxPayload: 1 << 20})
	require.NoError(s.t, err)
	srv.Start()
	require.True(s.t, srv.ReadyForConnections(10*time.Second), "NATS did not start")
	s.server = srv
	s.port = srv.Addr().(*net.TCPAddr).Port
}

// Stop shuts the server down, keeping its folder.
func (s *NATSServer) Stop() {
	if s.server != nil {
		s.server.Shutdown()
		s.server.WaitForShutdown()
		s.server = nil
	}
}

// Wipe loses the folder; call it between Stop and Start.
func (s *NATSServer) Wipe() {
	s.t.Helper()
	require.NoError(s.t, os.RemoveAll(s.dir))
}

// URL of the server.
func (s *NATSServer) URL() string { return s.server.ClientURL() }

// Bus connects a service's bus to the server for the time of the test.
func (s *NATSServer) Bus(service string) *bus.Bus {
	s.t.Helper()
	b, err := bus.Connect(s.t.Context(), bus.Config{URL: s.URL(), Service: service, Log: Log(s.t)})
	require.NoError(s.t, err)
	s.t.Cleanup(b.Close)
	return b
}

// Log returns a logger that writes to the test's output.
func Log(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}
