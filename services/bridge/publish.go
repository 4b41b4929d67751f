package bridge

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// publish sends rows, given as bytes, under one header, cut into batches below the size limit. Gone and moved keys travel in the first.
func (c *capture) publish(ctx context.Context, st *tableState, header *bedolagav1.BatchHeader, rows [][]byte) error {
	subject := bus.SubjectOf(st.Batch)
	var batches []bus.RawState
	body, err := withHeader(header)
	if err != nil {
		return err
	}
	head := body
	for _, row := range rows {
		if len(body)+len(row) > bus.MaxBatch && len(body) > len(head) {
			batches = append(batches, bus.RawState{Subject: subject, Body: body})
			rest := &bedolagav1.BatchHeader{Version: header.GetVersion()}
			if body, err = withHeader(rest); err != nil {
				return err
			}
			head = body
		}
		body = protowire.AppendTag(body, 2, protowire.BytesType)
		body = protowire.AppendBytes(body, row)
	}
	batches = append(batches, bus.RawState{Subject: subject, Body: body})
	if err := c.bus.PublishRaw(ctx, batches...); err != nil {
		return fmt.Errorf("publish %s: %w", st.Entity, err)
	}
	return nil
}

func withHeader(header *bedolagav1.BatchHeader) ([]byte, error) {
	raw, err := proto.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("encode batch header: %w", err)
	}
	return protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), raw), nil
}

// mark tells projections how far the entity is complete; they adopt it after everything before it.
func (c *capture) mark(ctx context.Context, st *tableState, resent bool) error {
	m := &bedolagav1.Mark{Importing: !st.Imported || st.VerifiedUntil == nil, Problem: st.trouble(), Resent: resent}
	if st.CompleteUntil != nil && st.VerifiedUntil != nil {
		m.CompleteUntil, m.VerifiedUntil = timestamppb.New(*st.CompleteUntil), timestamppb.New(*st.VerifiedUntil)
	}
	if st.absent { // a release without the table: what does not exist is complete
		_, seen := c.source.cost()
		m = &bedolagav1.Mark{CompleteUntil: timestamppb.New(seen), VerifiedUntil: timestamppb.New(seen), Resent: resent}
	}
	return c.publish(ctx, st, &bedolagav1.BatchHeader{Version: st.LastVersion, Mark: m}, nil)
}

// trouble is what a person should know of the entity, or "".
func (st *tableState) trouble() string {
	if st.Paused != "" {
		return st.Paused
	}
	return st.problem
}
