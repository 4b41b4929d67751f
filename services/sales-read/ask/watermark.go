package ask

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// Watermark is how far an answer is complete, and verified against the source: nil while unknown.
type Watermark struct {
	Complete, Verified *timestamppb.Timestamp
}

// Watermark is the minimum over the entities. Read it before the rows: then it never promises more than they hold.
func (r *Reader) Watermark(ctx context.Context, entities []string) (Watermark, error) {
	applied, err := pg.ReadApplied(ctx, r.DB, entities...)
	if err != nil {
		return Watermark{}, err
	}
	complete, verified := []*time.Time{}, []*time.Time{}
	for _, entity := range entities {
		a := applied[entity]
		verified = append(verified, a.VerifiedUntil)
		if a.Importing {
			a.CompleteUntil = nil
		}
		complete = append(complete, a.CompleteUntil)
	}
	return Watermark{Complete: earliest(complete), Verified: earliest(verified)}, nil
}

func earliest(times []*time.Time) *timestamppb.Timestamp {
	var first *time.Time
	for _, t := range times {
		if t == nil {
			return nil
		}
		if first == nil || t.Before(*first) {
			first = t
		}
	}
	if first == nil {
		return nil
	}
	return timestamppb.New(*first)
}
