package simulator

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Size says how big a shop is. Equal sizes give equal shops, row by row.
type Size struct {
	Customers     int
	Subscriptions int // releases before 3.43 allow one per customer, later ones eight
	Transactions  int // ledger rows; guest orders, wheel spins, promo codes, referrals and the business log come on top
	Days          int // of history; 0 means 400
	Seed          uint64
	Layout        Layout
	Now           time.Time // end of the history; zero means the clock
}

func (s Size) check() error {
	most := s.Customers * len(tariffs())
	if s.Layout.Version == "2.9.6" || s.Layout.Version == "3.0.0" {
		most = s.Customers
	}
	if s.Customers < 1 || s.Transactions < 0 || s.Subscriptions < 0 || s.Days < 1 || s.Subscriptions > most {
		return fmt.Errorf("impossible shop: %d customers, %d subscriptions (at most %d), %d transactions, %d days",
			s.Customers, s.Subscriptions, most, s.Transactions, s.Days)
	}
	return nil
}

// Fill writes a history into tables made by Create that are still empty, in one transaction, and returns what it means.
// Indexes and foreign keys are left out while loading and built again at the end.
func Fill(ctx context.Context, dbURL string, size Size) (Truth, error) {
	size = size.normal()
	if err := size.check(); err != nil {
		return Truth{}, err
	}
	l, err := loadLayout(size.Layout)
	if err != nil {
		return Truth{}, err
	}
	p := newPlan(l, size)
	conn, err := pgx.Connect(ctx, dbURL)
	if err != nil {
		return Truth{}, fmt.Errorf("connect to the shop's database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return p.write(ctx, tx) }); err != nil {
		return Truth{}, err
	}
	for name := range l.Tables {
		if _, err := conn.Exec(ctx, "VACUUM (ANALYZE) "+l.table(name)); err != nil {
			return Truth{}, fmt.Errorf("analyse %s: %w", name, err)
		}
	}
	return p.truth(), nil
}

func (p *plan) truth() Truth {
	t := p.ledger.truth()
	t.Now, t.Customers, t.Subscriptions = p.size.Now, len(p.customers), len(p.subscriptions)
	t.Transactions, t.Guests, t.Spins = len(p.payments), len(p.guests), len(p.spins)
	p.deeds(&t)
	for _, s := range p.subscriptions {
		switch {
		case s.end <= p.now || s.status != subActive && s.status != subTrial && s.status != subLimited:
		case s.trial:
			t.Live.Trial++
		case p.customers[s.user-1].spent:
			t.Live.Paid++
		default:
			t.Live.FreeActive++
		}
	}
	return t
}

func (p *plan) write(ctx context.Context, tx pgx.Tx) error {
	extras := p.l.extras(tableOrder[:])
	steps := []string{"SET LOCAL search_path TO " + pgx.Identifier{p.l.Schema}.Sanitize(), "SET LOCAL maintenance_work_mem = '256MB'"}
	for i := len(extras) - 1; i >= 0; i-- {
		steps = append(steps, extras[i].drop)
	}
	if err := run(ctx, tx, steps); err != nil {
		return err
	}
	last := map[string]int{"users": len(p.customers), "tariffs": len(p.tariffs), "subscriptions": len(p.subscriptions),
		"transactions": paymentID(len(p.payments) - 1), "guest_purchases": len(p.guests), "wheel_spins": len(p.spins),
		"promo_groups": len(p.groups), "server_squads": len(squads()), "advertising_campaigns": len(p.campaigns), "landing_pages": len(p.landings),
		"promocodes": len(p.promos), "coupon_batches": len(p.batches), "promocode_uses": len(p.uses), "discount_offers": len(p.offers),
		"coupons": len(p.coupons), "advertising_campaign_registrations": len(p.registrations), "referral_earnings": earningID(len(p.earnings) - 1),
		"withdrawal_requests": len(p.withdrawals), "partner_applications": len(p.applications), "subscription_events": len(p.events),
		"subscription_conversions": len(p.conversions), "traffic_purchases": 3*len(p.packages) - 2}
	for _, load := range []func() error{
		func() error { return copyRows(ctx, tx, p, "promo_groups", p.groups, groupFields(p)) },
		func() error { return copyRows(ctx, tx, p, "users", p.customers, userFields(p)) },
		func() error { return copyRows(ctx, tx, p, "tariffs", p.tariffs, tariffFields(p)) },
		func() error { return copyRows(ctx, tx, p, "server_squads", squads(), squadFields(p)) },
		func() error { return copyRows(ctx, tx, p, "advertising_campaigns", p.campaigns, campaignFields()) },
		func() error { return copyRows(ctx, tx, p, "landing_pages", p.landings, landingFields()) },
		func() error { return copyRows(ctx, tx, p, "promocodes", p.promos, promoFields()) },
		func() error { return copyRows(ctx, tx, p, "coupon_batches", p.batches, batchFields()) },
		func() error { return copyRows(ctx, tx, p, "subscriptions", p.subscriptions, subscriptionFields(p)) },
		func() error { return copyRows(ctx, tx, p, "transactions", p.payments, paymentFields(p)) },
		func() error { return copyRows(ctx, tx, p, "guest_purchases", p.guests, guestFields(p)) },
		func() error { return copyRows(ctx, tx, p, "wheel_spins", p.spins, spinFields(p)) },
		func() error { return copyRows(ctx, tx, p, "user_promo_groups", p.memberships, membershipFields()) },
		func() error { return copyRows(ctx, tx, p, "promocode_uses", p.uses, useFields(p)) },
		func() error { return copyRows(ctx, tx, p, "discount_offers", p.offers, offerFields(p)) },
		func() error { return copyRows(ctx, tx, p, "coupons", p.coupons, couponFields(p)) },
		func() error {
			return copyRows(ctx, tx, p, "advertising_campaign_registrations", p.registrations, registrationFields(p))
		},
		func() error { return copyRows(ctx, tx, p, "referral_earnings", p.earnings, earningFields()) },
		func() error { return copyRows(ctx, tx, p, "withdrawal_requests", p.withdrawals, withdrawalFields()) },
		func() error { return copyRows(ctx, tx, p, "partner_applications", p.applications, applicationFields()) },
		func() error { return copyRows(ctx, tx, p, "subscription_events", p.events, entryFields(p.entry)) },
		func() error {
			return copyRows(ctx, tx, p, "subscription_conversions", p.conversions, conversionFields())
		},
		func() error { return copyRows(ctx, tx, p, "traffic_purchases", p.packages, packageFields(p)) },
	} {
		if err := load(); err != nil {
			return err
		}
	}
	steps = steps[:0]
	for _, x := range extras {
		steps = append(steps, x.create)
	}
	for _, name := range tableOrder {
		if p.l.hasTable(name) && last[name] > 0 {
			steps = append(steps, fmt.Sprintf("SELECT setval('%s_id_seq', %d)", name, last[name]))
		}
	}
	return run(ctx, tx, steps)
}

func run(ctx context.Context, tx pgx.Tx, steps []string) error {
	for _, sql := range steps {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// field is a column and how the i-th row fills it. Columns that a release lacks are left out.
type field[T any] struct {
	name  string
	value func(i int, row *T) any
}

func copyRows[T any](ctx context.Context, tx pgx.Tx, p *plan, name string, items []T, fields []field[T]) error {
	if !p.l.hasTable(name) {
		return nil
	}
	var names []string
	var kept []field[T]
	for _, f := range fields {
		if _, ok := p.l.has[name][f.name]; ok {
			names, kept = append(names, f.name), append(kept, f)
		}
	}
	src := &source[T]{items: items, fields: kept, row: make([]any, len(kept)), i: -1}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{p.l.Schema, name}, names, src); err != nil {
		return fmt.Errorf("fill %s: %w", name, err)
	}
	return nil
}

// source streams planned rows into COPY.
type source[T any] struct {
	items  []T
	fields []field[T]
	row    []any
	i      int
}

func (s *source[T]) Next() bool { s.i++; return s.i < len(s.items) }

func (s *source[T]) Err() error { return nil }

func (s *source[T]) Values() ([]any, error) {
	for k, f := range s.fields {
		s.row[k] = f.value(s.i, &s.items[s.i])
	}
	return s.row, nil
}

// at turns a planned instant into a column value; 0 is NULL. In UTC, because naive columns keep the wall clock.
func at(micros int64) any {
	if micros == 0 {
		return nil
	}
	return time.UnixMicro(micros).UTC()
}
