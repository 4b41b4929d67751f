package gateway

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

func TestServiceAndNATSDown(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	a := p.get(transactions)
	require.Equal(t, http.StatusServiceUnavailable, a.code)
	require.Contains(t, a.message(t), "sales service is not running")
	lost := make(chan struct{})
	w.bus.Conn.SetDisconnectErrHandler(func(*nats.Conn, error) { close(lost) })
	w.nats.Stop()
	<-lost
	a = p.get(transactions)
	require.Equal(t, http.StatusServiceUnavailable, a.code)
	require.Contains(t, a.message(t), "NATS is not connected")
	require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code, "what does not need NATS goes on")
}

// cable is a TCP connection to PostgreSQL that can be pulled.
type cable struct {
	t        *testing.T
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]struct{}
	down     bool
}

func pullable(t *testing.T, db *pg.DB) (*pg.DB, *cable) {
	t.Helper()
	target := db.Config().ConnConfig
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{t: t, listener: listener, open: map[net.Conn]struct{}{}}
	network, address := "tcp", net.JoinHostPort(target.Host, fmt.Sprint(target.Port))
	if strings.HasPrefix(target.Host, "/") {
		network, address = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", target.Host, target.Port)
	}
	go c.accept(network, address)
	t.Cleanup(c.pull)
	t.Cleanup(func() { _ = listener.Close() })
	u := url.URL{Scheme: "postgres", User: url.UserPassword(target.User, target.Password), Host: listener.Addr().String(), Path: target.Database, RawQuery: "sslmode=disable"}
	through, err := pg.Open(t.Context(), u.String(), Schema, 4)
	require.NoError(t, err)
	t.Cleanup(through.Close)
	return through, c
}

func (c *cable) accept(network, address string) {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial(network, address)
		c.mu.Lock()
		if err != nil || c.down {
			_ = near.Close()
			if far != nil {
				_ = far.Close()
			}
		} else {
			c.open[near], c.open[far] = struct{}{}, struct{}{}
			go func() { _, _ = io.Copy(near, far) }()
			go func() { _, _ = io.Copy(far, near) }()
		}
		c.mu.Unlock()
	}
}

func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = true
	for conn := range c.open {
		_ = conn.Close()
	}
	clear(c.open)
}

func (c *cable) plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = false
}

func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	var wire *cable
	w := start(t, func(d *Deps) { d.DB, wire = pullable(t, d.DB) })
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	stream := p.listen("")
	stream.next("")
	wire.pull()
	w.clock.advance(knownFor)
	for _, a := range []answer{p.get("/api/v2/auth/me"), p.login("admin", password), w.script("rd_x").get("/api/v2/auth/me"), w.script(bootstrap).get("/api/v2/audit")} {
		require.Equal(t, http.StatusServiceUnavailable, a.code, a.body)
		require.Contains(t, a.message(t), "database is not reachable")
	}
	stream.next("heartbeat")
	wire.plug()
	require.Eventually(t, func() bool { return p.get("/api/v2/auth/me").code == http.StatusOK }, 10*time.Second, 20*time.Millisecond, "it comes back by itself")
	stream.next("heartbeat")
}
