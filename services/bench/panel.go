package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

// firstLoad finds what the browser fetches before the panel shows anything: scripts, modules named ahead, style sheets.
var firstLoad = regexp.MustCompile(`(?:src|href)="(/[^"]+\.(?:js|css))"`)

const panelLimit = 250_000

// measurePanel adds up the first load of the panel as a browser that takes gzip gets it.
func measurePanel(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	page, size, err := s.transferred(ctx, "/")
	if err != nil {
		return result{}, err
	}
	files := firstLoad.FindAllSubmatch(page, -1)
	for _, file := range files {
		_, n, err := s.transferred(ctx, string(file[1]))
		if err != nil {
			return result{}, err
		}
		size += n
	}
	r := result{measured: fmt.Sprintf("%d kB in %d files", size/1000, len(files)+1), reference: "—", ratio: "—", reached: len(files) > 0 && size < panelLimit}
	r.note("The page with the scripts, modules named ahead and style sheets it names, gzip as sent; pages of the panel and fonts come when they are needed.")
	return r, nil
}

// transferred gets a file with gzip and returns its content and the bytes that travelled.
func (s *suite) transferred(ctx context.Context, path string) (content []byte, size int, err error) {
	request, err := s.request(ctx, path)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := s.client.Do(request)
	if err != nil {
		return nil, 0, fmt.Errorf("get %s: %w", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, 0, fmt.Errorf("get %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("get %s: %s", path, response.Status)
	}
	if response.Header.Get("Content-Encoding") != "gzip" {
		return body, len(body), nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, 0, fmt.Errorf("unpack %s: %w", path, err)
	}
	if content, err = io.ReadAll(unpacked); err != nil {
		return nil, 0, fmt.Errorf("unpack %s: %w", path, err)
	}
	return content, len(body), nil
}
