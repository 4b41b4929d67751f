package gateway

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// askUnread asks a list and takes its answer apart without decoding the rows.
func askUnread(ctx context.Context, conn grpc.ClientConnInterface, method string, request proto.Message) (items [][]byte, token string, err error) {
	desc, err := rpc.Descriptor(method)
	if err != nil {
		return nil, "", err
	}
	var answer rpc.Raw
	if err := conn.Invoke(ctx, method, request, &answer); err != nil {
		return nil, "", err
	}
	fields := desc.Output().Fields()
	rows, next := fields.ByName("items").Number(), fields.ByName("next_page_token").Number()
	err = eachField(answer, func(number protowire.Number, _ uint64, value []byte) error {
		switch number {
		case rows:
			items = append(items, value)
		case next:
			token = string(value)
		}
		return nil
	})
	if err != nil {
		return nil, "", status.Errorf(codes.Internal, "take the answer of %s apart: %v", method, err)
	}
	return items, token, nil
}

// eachField goes through a message as it came: n is the value of a varint, value that of a text or a message.
func eachField(message []byte, take func(number protowire.Number, n uint64, value []byte) error) error {
	for len(message) > 0 {
		number, kind, size := protowire.ConsumeTag(message)
		if size < 0 {
			return protowire.ParseError(size)
		}
		message = message[size:]
		var n uint64
		var value []byte
		switch kind {
		case protowire.VarintType:
			n, size = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			value, size = protowire.ConsumeBytes(message)
		default:
			size = protowire.ConsumeFieldValue(number, kind, message)
		}
		if size < 0 {
			return protowire.ParseError(size)
		}
		message = message[size:]
		if err := take(number, n, value); err != nil {
			return err
		}
	}
	return nil
}
