package salesread

import (
	"context"
	"time"
)

// repeat takes turns until ctx ends; each says how long to rest before the next, whether it failed or not. A failure is logged when it begins and
// when it is over, not at every turn.
func (s *service) repeat(ctx context.Context, work string, turn func(ctx context.Context) (rest time.Duration, err error)) error {
	rest, failing := refreshEvery, false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
		next, err := turn(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			s.log.WarnContext(ctx, "background work fails for now", "work", work, "error", err.Error())
		case err == nil && failing:
			s.log.InfoContext(ctx, "background work goes on", "work", work)
		}
		rest, failing = next, err != nil
	}
}
