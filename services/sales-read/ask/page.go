package ask

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/rpc"
)

const (
	defaultPage = 50
	// CountTo is how far totals are exact.
	CountTo = 10_000
	// CountLimit ends statements that count, one row beyond CountTo.
	CountLimit = `10001`
)

// PageSize is how many rows a page has.
func PageSize(asked int32) int {
	if asked == 0 {
		return defaultPage
	}
	return int(asked)
}

// Position is where a page ended: the sort instant and the id of its last row.
type Position struct {
	At time.Time
	ID int64
}

// FilterHash names a list, its filter and sort. What may change between pages does not count: size, token, the row to begin after, and whether to
// count the total.
func FilterHash(request proto.Message) [8]byte {
	same := proto.Clone(request)
	fields := same.ProtoReflect().Descriptor().Fields()
	for _, name := range []protoreflect.Name{"page_size", "page_token", "after_id", "count"} {
		if field := fields.ByName(name); field != nil {
			same.ProtoReflect().Clear(field)
		}
	}
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(same)
	if err != nil { // unreadable text was refused before
		raw = nil
	}
	sum := sha256.Sum256(append([]byte(request.ProtoReflect().Descriptor().FullName()+" "), raw...))
	return [8]byte(sum[:8])
}

// EncodeToken is the page token of a place; only the list with this hash takes it.
func EncodeToken(hash [8]byte, p Position) string {
	raw := append([]byte{1}, hash[:]...)
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.At.UnixMicro()))
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.ID))
	return base64.RawURLEncoding.EncodeToString(raw)
}

// DecodeToken is nil for the first page.
func DecodeToken(token string, hash [8]byte) (*Position, error) {
	if token == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 25 || raw[0] != 1 {
		return nil, rpc.Invalid("page_token", "not a token of this list: take next_page_token of the page before as it is")
	}
	if [8]byte(raw[1:9]) != hash {
		return nil, rpc.Invalid("page_token", "the token belongs to another filter or sort order: start again without it")
	}
	return &Position{At: time.UnixMicro(int64(binary.BigEndian.Uint64(raw[9:17]))), ID: int64(binary.BigEndian.Uint64(raw[17:25]))}, nil
}

// Begin is where a list starts: after the page its token names, after the row that after_id names (at looks it up), or at its head (nil).
func Begin(q Question, hash [8]byte, at func(id int64) (*Position, error)) (*Position, error) {
	after, asked := optional(q, "after_id")
	if !asked {
		return DecodeToken(q.GetPageToken(), hash)
	}
	if q.GetPageToken() != "" {
		return nil, rpc.Invalid("after_id", "leave it out when there is a page_token: the token says where the page begins")
	}
	p, err := at(after.Int())
	if err == nil && p == nil {
		err = rpc.Invalid("after_id", "there is no row %d: begin again without it", after.Int())
	}
	return p, err
}
