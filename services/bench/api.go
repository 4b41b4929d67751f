package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// api speaks to the product over HTTP as a script would.
type api struct {
	base   string
	client *http.Client
}

func newAPI(base string) *api {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}
	return &api{base: base, client: &http.Client{Transport: transport, Timeout: time.Minute}}
}

func (a *api) request(ctx context.Context, path string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return request, nil
}

// get reads a whole answer; anything but 200 is an error with the answer's words.
func (a *api) get(ctx context.Context, path string) ([]byte, error) {
	request, err := a.request(ctx, path)
	if err != nil {
		return nil, err
	}
	response, err := a.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s: %.300s", path, response.Status, body)
	}
	return body, nil
}

// read decodes an answer into the fields of into.
func (a *api) read(ctx context.Context, path string, into any) error {
	body, err := a.get(ctx, path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("decode answer of %s: %w", path, err)
	}
	return nil
}
