// Package wish knows calls that write: who asks, and by which Idempotency-Key a call that is sent twice is known.
package wish

import (
	"context"
	"crypto/sha256"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// longestKey is how long an Idempotency-Key may be.
const longestKey = 200

// ErrAnother refuses a key that stands for another request already.
var ErrAnother = status.Error(codes.AlreadyExists, "this Idempotency-Key was used for another request: take a new key for a new wish")

// Caller names who calls, by kind and id.
func Caller(ctx context.Context) string {
	caller := rpc.CallerFrom(ctx)
	return caller.GetKind().String() + ":" + caller.GetId()
}

// Key is the call's Idempotency-Key; InvalidArgument without one.
func Key(ctx context.Context) (string, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	for _, key := range md.Get(rpc.IdempotencyKey) {
		if key != "" && len(key) <= longestKey {
			return key, nil
		}
	}
	return "", status.Errorf(codes.InvalidArgument, "send an Idempotency-Key header of up to %d characters, a new one for each wish: then sending twice asks once", longestKey)
}

// Hash tells requests apart.
func Hash(m proto.Message) ([]byte, error) {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(m.ProtoReflect().Descriptor().FullName()+" "), raw...))
	return sum[:], nil
}
