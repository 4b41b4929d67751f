package ask

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// Value is the zero value for nil.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// Stamp gives the epoch, which stands for a missing instant, back as missing.
func Stamp(t *time.Time) *timestamppb.Timestamp {
	if t == nil || t.UnixMicro() == 0 {
		return nil
	}
	return timestamppb.New(*t)
}
