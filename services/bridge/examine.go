package bridge

import (
	"context"
	"errors"
	"fmt"
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
	for _, t := range declarations() {
		f := Finding{Entity: t.entity}
		p, err := s.look(ctx, schema, t)
		var off *unreadable
		switch {
		case errors.As(err, &off) && off.absent:
			f.Note = off.sentence
		case errors.As(err, &off):
			f.Problem = off.sentence
		case err != nil:
			return findings, fmt.Errorf("look at table %s: %w", t.name, err)
		default:
			f.Note = fmt.Sprintf("%s.%s, about %d rows%s", schema, t.name, p.estimate, absent(t, p))
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// absent names the optional columns this release of the bot does not have.
func absent(t *table, p *plan) string {
	text := ""
	for _, c := range t.columns {
		if !p.has[c.name] {
			text += " " + c.name
		}
	}
	if text == "" {
		return ""
	}
	return "; this release has no" + text
}
