package main

import (
	"errors"

	"google.golang.org/grpc/status"
)

// sentence takes the words out of a gRPC error: its code is for programs.
func sentence(err error) error {
	if s, ok := status.FromError(err); ok {
		return errors.New(s.Message())
	}
	return err
}
