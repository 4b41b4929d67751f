package projections

import (
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// text makes a string storable: PostgreSQL has no NUL.
func text(s string) string { return strings.ReplaceAll(s, "\x00", "") }

func optText(s *string) *string {
	if s == nil {
		return nil
	}
	clean := text(*s)
	return &clean
}

func optInstant(t *timestamppb.Timestamp) *time.Time {
	if t == nil {
		return nil
	}
	at := t.AsTime()
	return &at
}

// instant is the epoch for a missing one, so that lists can be sorted by it.
func instant(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Unix(0, 0).UTC()
	}
	return t.AsTime()
}
