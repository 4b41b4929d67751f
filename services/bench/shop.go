package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/remnadesk/remnadesk/services/simulator"
)

// shop is what must be known of the planted shop; with -dir it is kept beside the shop, in shopFile.
type shop struct {
	Size                                                    string
	Now                                                     time.Time // of the planting: history ends here
	Customers, Subscriptions, Transactions, Landings, Spins int
	// Imported: the product's folders hold it too, whole and verified.
	Imported bool
}

const shopFile = "shop.json"

// parts are what a kept shop consists of, below its folder.
func (l *lab) parts() []string {
	parts := []string{filepath.Join(l.dir, "postgres", "db", "PG_VERSION")}
	if l.shop.Imported {
		parts = append(parts, filepath.Join(l.dataDir(), "nats"))
	}
	return parts
}

// findShop looks into the folder of -dir: a shop is there, or nothing at all.
func (l *lab) findShop() error {
	raw, err := os.ReadFile(filepath.Join(l.dir, shopFile))
	if errors.Is(err, fs.ErrNotExist) {
		return l.needEmpty()
	}
	if err != nil {
		return fmt.Errorf("read what is kept in -dir: %w", err)
	}
	if err := json.Unmarshal(raw, &l.shop); err != nil {
		return fmt.Errorf("read %s in %s: %w: remove the folder to plant anew", shopFile, l.dir, err)
	}
	if l.shop.Size != l.o.size {
		return fmt.Errorf("the shop in %s is of size %q, not %q: say -size %s, or name another folder", l.dir, l.shop.Size, l.o.size, l.shop.Size)
	}
	for _, part := range l.parts() {
		if _, err := os.Stat(part); err != nil {
			return fmt.Errorf("the shop in %s is not whole: %w: remove the folder to plant anew", l.dir, err)
		}
	}
	return nil
}

// needEmpty refuses files of others, and what is left of a planting that did not end.
func (l *lab) needEmpty() error {
	there, err := os.ReadDir(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(l.dir, 0o700); err != nil {
			return fmt.Errorf("make folder of -dir: %w", err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("read folder of -dir: %w", err)
	}
	if len(there) > 0 {
		return fmt.Errorf("there is no shop in %s, and it is not empty: planting there did not end, or it is for something else; remove it, or name another folder", l.dir)
	}
	return nil
}

// keepShop notes how far the folder is; without -dir it is for nobody.
func (l *lab) keepShop() error {
	if l.o.dir == "" {
		return nil
	}
	raw, err := json.MarshalIndent(l.shop, "", "\t")
	if err != nil {
		return fmt.Errorf("encode %s: %w", shopFile, err)
	}
	path := filepath.Join(l.dir, shopFile)
	if err := os.WriteFile(path+".new", append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep shop: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("keep shop: %w", err)
	}
	return nil
}

// fill plants the shop, unless it was found.
func (l *lab) fill(ctx context.Context) error {
	if l.shop.Size == "" {
		l.say("planting a shop of %d users, %d subscriptions, %d transactions", l.size.Customers, l.size.Subscriptions, l.size.Transactions)
		if err := simulator.Create(ctx, l.pg.URL(shopDB), l.size.Layout); err != nil {
			return err
		}
		t, err := simulator.Fill(ctx, l.pg.URL(shopDB), l.size)
		if err != nil {
			return err
		}
		l.shop = shop{Size: l.o.size, Now: t.Now, Customers: t.Customers, Subscriptions: t.Subscriptions, Transactions: t.Transactions, Landings: t.Guests, Spins: t.Spins}
		if err := l.keepShop(); err != nil {
			return err
		}
	}
	conn, err := l.connect(ctx, shopDB)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var tables []string
	l.last = map[string]int64{}
	for _, c := range copies() {
		tables = append(tables, c.from)
		var last int64
		if err := conn.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM `+c.from).Scan(&last); err != nil {
			return fmt.Errorf("look at %s: %w", c.from, err)
		}
		l.last[c.from] = last
	}
	l.rows, err = countRows(ctx, conn, tables)
	l.say("the shop has %d rows", l.rows)
	return err
}

// forget makes the product new again: what an import has left, whole or not, is removed.
func (l *lab) forget(ctx context.Context) error {
	l.shop.Imported = false
	if err := l.keepShop(); err != nil {
		return err
	}
	for _, name := range []string{oursDB, referenceDB} {
		if err := l.exec(ctx, "postgres", "DROP DATABASE IF EXISTS "+name); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(l.dataDir()); err != nil {
		return fmt.Errorf("remove the product's folder: %w", err)
	}
	return l.pg.CreateDatabase(ctx, oursDB)
}
