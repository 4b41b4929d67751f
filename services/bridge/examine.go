package bridge

import (
	"context"
	"errors"
	"fmt"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// Finding is what an examination says about one entity.
type Finding struct {
	Entity string
	// Problem is a sentence with what to do; empty when the entity can be read.
	Problem string
	// Note says how it is read.
	Note string
}

// Examine connects to the bot's database as the bridge does and looks at every table, column and grant. It changes nothing.
func Examine(ctx context.Context, cfg Config) ([]Finding, error) {
	s := &source{url: cfg.SourceURL, schema: cfg.SourceSchema}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	defer s.close(context.WithoutCancel(ctx))
	schema, err := s.findSchema(ctx)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, t := range bedolaga.Tables() {
		f := Finding{Entity: t.Entity}
		p, err := s.look(ctx, schema, t)
		var off *unreadable
		switch {
		case errors.As(err, &off) && off.absent:
			f.Note = off.sentence
		case errors.As(err, &off):
			f.Problem = off.sentence
		case err != nil:
			return findings, fmt.Errorf("look at table %s: %w", t.Name, err)
		default:
			f.Note = fmt.Sprintf("%s.%s, about %d rows%s", schema, t.Name, p.estimate, absent(t, p))
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// absent names the optional columns this release of the bot does not have.
func absent(t *bedolaga.Table, p *plan) string {
	text := ""
	for _, c := range t.Columns {
		if !p.has[c.Name] {
			text += " " + c.Name
		}
	}
	if text == "" {
		return ""
	}
	return "; this release has no" + text
}
