package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"syscall"
)

// explain turns the last words of a server tool into a sentence.
func (s *Server) explain(doing, output string, err error) error {
	return sentence(s.opts.Dir, output, fmt.Errorf("%s with %s: %w: %s", doing, s.opts.BinDir, err, reason(output)))
}

// sentence names the folder and the remedy for the causes a person can mend, and keeps err.
func sentence(dir, output string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC) || strings.Contains(output, "No space left on device"):
		return fmt.Errorf("the disk of %s is full: make room or choose another data folder (%w)", dir, err)
	case errors.Is(err, syscall.EROFS) || strings.Contains(output, "Read-only file system"):
		return fmt.Errorf("%s is on a read-only disk: choose another data folder (%w)", dir, err)
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) || strings.Contains(output, "Permission denied"):
		return fmt.Errorf("%s cannot be used by this account: give it the right to write there or choose another data folder (%w)", dir, err)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s is not a folder: choose another data folder (%w)", dir, err)
	case strings.Contains(output, "Address already in use"):
		return fmt.Errorf("the port chosen for PostgreSQL is taken: choose another port (%w)", err)
	}
	return err
}

// reason picks the line that says why.
func reason(output string) string {
	for line := range strings.Lines(output) {
		for _, mark := range []string{"FATAL:", "PANIC:", "initdb: error:"} {
			if _, after, ok := strings.Cut(line, mark); ok {
				return strings.TrimSpace(after)
			}
		}
	}
	return lastLine(output)
}

// tail hands the server's log on, line by line, and remembers the end of it.
type tail struct {
	log *slog.Logger
	mu  sync.Mutex
	buf []byte
	cut int
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	for {
		line, _, ok := strings.Cut(string(t.buf[t.cut:]), "\n")
		if !ok {
			break
		}
		t.cut += len(line) + 1
		level := slog.LevelDebug
		if strings.Contains(line, "PANIC:") || strings.Contains(line, "FATAL:") && !strings.Contains(line, "starting up") {
			level = slog.LevelWarn
		}
		t.log.Log(context.Background(), level, "postgres", "line", line)
	}
	if drop := t.cut - 8192; drop > 0 {
		t.buf, t.cut = append([]byte(nil), t.buf[drop:]...), 8192
	}
	return len(p), nil
}

// String returns the remembered end of the log.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.buf)
}

func (t *tail) contains(text string) bool { return strings.Contains(t.String(), text) }
