package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// runFile is what a running `up` leaves for the commands beside it: loopback addresses and generated credentials, readable by its owner only.
type runFile struct {
	PID         int    `json:"pid"`
	URL         string `json:"url"`
	NATSURL     string `json:"nats_url"`
	DatabaseURL string `json:"database_url"`
	SourceURL   string `json:"source_url"`
	RedisURL    string `json:"redis_url"`
}

func runPath(dir string) string { return filepath.Join(dir, "run.json") }

func (r runFile) write(dir string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode run.json: %w", err)
	}
	temporary := runPath(dir) + ".tmp"
	if err := os.WriteFile(temporary, raw, 0o600); err != nil {
		return fmt.Errorf("write run.json: %w", err)
	}
	return os.Rename(temporary, runPath(dir))
}

// beside fills the addresses that the environment leaves open from a running `up` on the same data folder.
func beside(cfg *config) error {
	raw, err := os.ReadFile(runPath(cfg.DataDir))
	if err == nil && !upRuns(cfg.DataDir) { // what a killed one left behind leads nowhere
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		if cfg.DatabaseURL == "" || cfg.NATSURL == "" {
			return fmt.Errorf("nothing to talk to: no `remnadesk up` runs on the data folder %s, and REMNADESK_DATABASE_URL and REMNADESK_NATS_URL are not both set", cfg.DataDir)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("read run.json: %w", err)
	}
	var r runFile
	if err := json.Unmarshal(raw, &r); err != nil {
		return fmt.Errorf("read %s: %w", runPath(cfg.DataDir), err)
	}
	for _, f := range []struct{ at, from *string }{{&cfg.DatabaseURL, &r.DatabaseURL}, {&cfg.NATSURL, &r.NATSURL}, {&cfg.Bridge.SourceURL, &r.SourceURL}, {&cfg.Bridge.RedisURL, &r.RedisURL}} {
		if *f.at == "" {
			*f.at = *f.from
		}
	}
	return nil
}

// lockData makes the data folder ours alone; two `up` on one folder would destroy each other's files.
func lockData(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be made (%w): choose another with REMNADESK_DATA_DIR", dir, err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be written (%w): check its owner and free space, or choose another with REMNADESK_DATA_DIR", dir, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("another `remnadesk up` uses the data folder %s: stop it, or choose another with REMNADESK_DATA_DIR", dir)
	}
	return file, nil
}

// upRuns tells whether somebody holds the lock of the data folder.
func upRuns(dir string) bool {
	file, err := os.Open(filepath.Join(dir, "lock"))
	if err != nil {
		return false
	}
	defer file.Close() // and with it our lock, if we got one
	return syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) != nil
}

// secretFile returns the secret kept in the data folder, generated at the first start.
func secretFile(dir, name string) (string, error) {
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path)
	if err == nil && len(raw) >= 32 {
		return string(raw), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	var random [24]byte
	_, _ = rand.Read(random[:]) // never fails
	secret := hex.EncodeToString(random[:])
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return secret, nil
}
