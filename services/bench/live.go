package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// fact is a domain event as it came on the live stream.
type fact struct {
	Type     string
	ID       string
	Verified bool
	Data     json.RawMessage
}

var errReset = errors.New("the live stream was reset: events were lost")

// listen opens the live stream and returns once it is open; each runs for every domain event with the time its frame was complete. The returned
// function ends it and gives the error that ended it before.
func (a *api) listen(ctx context.Context, each func(fact, time.Time) error) (stop func() error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	opened, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- a.follow(ctx, opened, each) }()
	select {
	case <-opened:
	case err := <-ended:
		cancel()
		return nil, fmt.Errorf("open live stream: %w", err)
	}
	return func() error {
		defer cancel()
		select {
		case err := <-ended:
			return fmt.Errorf("live stream broke: %w", err)
		default:
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			return fmt.Errorf("live stream broke: %w", err)
		}
		return nil
	}, nil
}

func (a *api) follow(ctx context.Context, opened chan<- struct{}, each func(fact, time.Time) error) error {
	request, err := a.request(ctx, "/api/v2/events")
	if err != nil {
		return err
	}
	client := &http.Client{Transport: a.client.Transport} // no time-out: it stays open
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	close(opened)
	return frames(response.Body, each)
}

// frames reads server-sent events until the body ends.
func frames(body io.Reader, each func(fact, time.Time) error) error {
	lines := bufio.NewReaderSize(body, 1<<16)
	var kind, data string
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "event: "):
			kind = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			data += line[len("data: "):]
		case line == "":
			if err := frame(kind, data, each); err != nil {
				return err
			}
			kind, data = "", ""
		}
	}
}

func frame(kind, data string, each func(fact, time.Time) error) error {
	switch kind {
	case "reset":
		return errReset
	case "domain":
		at := time.Now()
		var f fact
		if err := json.Unmarshal([]byte(data), &f); err != nil {
			return fmt.Errorf("decode event %.100q: %w", data, err)
		}
		return each(f, at)
	}
	return nil
}
