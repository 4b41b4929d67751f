package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// token is the owner's API token of the product under measurement; it lives as long as this run.
const token = "rd_bench-token-of-one-run-0123456789abcdef"

// suite is the whole product in one process, as `remnadesk up` runs it beside a bot: NATS inside, PostgreSQL and Redis outside.
type suite struct {
	*child
	*api
}

// environ is what a child sees: our settings only, whatever this shell has.
func (l *lab) environ(more ...string) []string {
	var kept []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "REMNADESK_") && !strings.HasPrefix(entry, "BEDOLAGA_") && !strings.HasPrefix(entry, "OTEL_") {
			kept = append(kept, entry)
		}
	}
	return append(append(kept, "REMNADESK_DATABASE_URL="+l.pg.URL(oursDB), "BEDOLAGA_DATABASE_URL="+l.pg.URL(shopDB), "REMNADESK_DATA_DIR="+l.dataDir(),
		"REMNADESK_LOG_LEVEL=info"), more...)
}

func (l *lab) dataDir() string { return filepath.Join(l.dir, "data") }

// suite returns the running product with the shop imported; the first call starts it.
func (l *lab) suite(ctx context.Context) (*suite, error) {
	if l.product != nil {
		return l.product, l.product.alive()
	}
	if !l.shop.Imported {
		l.say("importing the shop, not measured")
		if err := l.forget(ctx); err != nil {
			return nil, err
		}
		if _, err := l.importShop(ctx); err != nil {
			return nil, err
		}
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	c, err := startChild(filepath.Join(l.dir, "up.log"), l.o.binary, []string{"up"}, l.environ("REMNADESK_ADDR="+addr, "REMNADESK_REDIS_URL="+l.redis,
		"REMNADESK_BOOTSTRAP_TOKEN="+token, "REMNADESK_ADMIN_PASSWORD=bench-only-4711-of-one-run"))
	if err != nil {
		return nil, err
	}
	l.atEnd(func() {
		if err := c.stop(); err != nil {
			l.say("%v", err)
		}
	})
	l.product = &suite{child: c, api: newAPI("http://" + addr)}
	err = until(ctx, time.Minute, 100*time.Millisecond, "the product is ready", func() (bool, error) {
		response, err := l.product.client.Get(l.product.base + "/readyz")
		if err != nil {
			return false, c.alive()
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK, c.alive()
	})
	l.say("the product is ready")
	return l.product, err
}

// startNATS is a NATS in this process on the folder that `up` will open later, so that the import can be measured without the server's memory.
func (l *lab) startNATS() (url string, stop func(), err error) {
	const user, password = "bench", "loopback-only"
	nats, err := server.NewServer(&server.Options{JetStream: true, StoreDir: filepath.Join(l.dataDir(), "nats"), Host: "127.0.0.1", Port: -1,
		Username: user, Password: password, NoSigs: true, NoLog: true, MaxPayload: 1 << 20, JetStreamMaxMemory: 32 << 20})
	if err != nil {
		return "", nil, fmt.Errorf("start NATS: %w", err)
	}
	nats.Start()
	stop = func() { nats.Shutdown(); nats.WaitForShutdown() }
	if !nats.ReadyForConnections(30 * time.Second) {
		stop()
		return "", nil, fmt.Errorf("start NATS: not ready within 30 s")
	}
	return strings.Replace(nats.ClientURL(), "nats://", "nats://"+user+":"+password+"@", 1), stop, nil
}
