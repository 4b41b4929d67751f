package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const bootstrap = "rd_bootstrap_0123456789abcdef0123456789abcdef"

type demo struct {
	t    *testing.T
	addr string
	dir  string
	env  []string
}

func newDemo(t *testing.T, env ...string) *demo {
	t.Helper()
	d := &demo{t: t, addr: freeAddr(t), dir: filepath.Join(t.TempDir(), "data")}
	d.env = append([]string{"REMNADESK_ADDR=" + d.addr, "REMNADESK_DATA_DIR=" + d.dir, "REMNADESK_BOOTSTRAP_TOKEN=" + bootstrap, "REMNADESK_DEMO_CUSTOMERS=300", "REMNADESK_DEMO_SPEED=600"}, env...)
	return d
}

func (d *demo) up() *process {
	d.t.Helper()
	p := launch(d.t, d.env, "up")
	p.says("http://"+d.addr, 60*time.Second)
	return p
}

// get asks the API as the bootstrap owner.
func (d *demo) get(path string, into any) int {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, "http://"+d.addr+path, nil)
	require.NoError(d.t, err)
	request.Header.Set("Authorization", "Bearer "+bootstrap)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	if into != nil {
		require.NoError(d.t, json.NewDecoder(response.Body).Decode(into))
	}
	return response.StatusCode
}

func (d *demo) ready() {
	d.t.Helper()
	require.Eventually(d.t, func() bool { return d.get("/readyz", nil) == http.StatusOK }, 60*time.Second, 50*time.Millisecond, "never ready")
}

type list struct {
	Items []struct {
		ID string `json:"id"`
	} `json:"items"`
	Total         int    `json:"total"`
	CompleteUntil string `json:"complete_until"`
	Message       string `json:"message"`
}

func TestUpShowsALivingShop(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	p := d.up()
	require.Regexp(t, regexp.MustCompile(`password +\S{12,}`), p.out.String(), "a generated password is printed once")
	d.ready()
	var first list
	require.Eventually(t, func() bool {
		return d.get("/api/v2/sales/transactions?count=true", &first) == 200 && first.CompleteUntil != ""
	}, 60*time.Second, 100*time.Millisecond, "no transactions")
	require.Len(t, first.Items, 50)

	// A payment on the live stream is in the list when `changed` says so.
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+d.addr+"/api/v2/events", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+bootstrap)
	stream, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	for lines.Scan() && !strings.Contains(lines.Text(), `"payment.completed"`) {
	}
	require.NoError(t, lines.Err())
	var second list
	require.Eventually(t, func() bool {
		return d.get("/api/v2/sales/transactions", &second) == 200 && second.Items[0].ID != first.Items[0].ID
	}, 5*time.Second, 50*time.Millisecond, "the list stands still")

	stopped(t, p)
	_, err = os.Stat(filepath.Join(d.dir, "run.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
	again := d.up()
	d.ready()
	require.NotRegexp(t, regexp.MustCompile(`password +[0-9A-Za-z_-]{16,}`), again.out.String())
	second2 := launch(t, d.env, "up")
	require.Error(t, second2.wait(20*time.Second))
	require.Contains(t, second2.out.String(), "another `remnadesk up` uses the data folder")
	tail := launch(t, d.env, "events", "tail", "--all", "--limit", "1")
	require.NoError(t, tail.wait(20*time.Second))
	require.Contains(t, tail.out.String(), `"specversion":"1.0"`)
	check := launch(t, d.env, "doctor")
	require.NoError(t, check.wait(40*time.Second), check.out.String())
}

func TestUpWithoutBot(t *testing.T) {
	t.Parallel()
	d := newDemo(t, "BEDOLAGA_ENABLED=false")
	d.up()
	d.ready()
	var answer list
	require.Equal(t, http.StatusNotFound, d.get("/api/v2/sales/transactions", &answer))
	require.Contains(t, answer.Message, "BEDOLAGA_ENABLED")
}

func TestUpSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	killed := t.TempDir() // what `up` leaves behind when it is killed
	require.NoError(t, os.WriteFile(filepath.Join(killed, "lock"), nil, 0o600))
	require.NoError(t, runFile{PID: 1, NATSURL: "nats://127.0.0.1:1", DatabaseURL: "postgres://127.0.0.1:1/remnadesk"}.write(killed))
	for name, c := range map[string]struct {
		env  []string
		args []string
		want []string
	}{
		"data folder is a file": {[]string{"REMNADESK_DATA_DIR=" + file + "/data"}, []string{"up"}, []string{"REMNADESK_DATA_DIR"}},
		"data folder is /proc":  {[]string{"REMNADESK_DATA_DIR=/proc/nowhere"}, []string{"up"}, []string{"REMNADESK_DATA_DIR"}},
		"several settings":      {[]string{"BUSINESS_TIMEZONE=Moon/Base", "REMNADESK_NATS_REPLICAS=2", "REMNADESK_LOG_LEVEL=loud", "REMNADESK_BOOTSTRAP_TOKEN=short"}, []string{"up"}, []string{"BUSINESS_TIMEZONE", "REMNADESK_NATS_REPLICAS", "REMNADESK_BOOTSTRAP_TOKEN"}},
		"nothing to run on":     {nil, []string{"run", "bridge"}, []string{"REMNADESK_DATABASE_URL", "REMNADESK_NATS_URL", "BEDOLAGA_DATABASE_URL"}},
		"unknown service":       {nil, []string{"run", "coffee"}, []string{"coffee", "sales-read"}},
		"unreadable addresses":  {[]string{"BEDOLAGA_DATABASE_URL=postgres://bot:hunter2@host:port/db", "REMNADESK_REDIS_URL=http://:hunter2@host"}, []string{"up"}, []string{"BEDOLAGA_DATABASE_URL", "REMNADESK_REDIS_URL"}},
		"address taken":         {[]string{"REMNADESK_ADDR=" + taken.Addr().String(), "REMNADESK_DATA_DIR=" + t.TempDir()}, []string{"up"}, []string{"REMNADESK_ADDR"}},
		"killed beside":         {[]string{"REMNADESK_DATA_DIR=" + killed}, []string{"dead", "list"}, []string{"no `remnadesk up` runs"}},
		"nobody beside":         {[]string{"REMNADESK_DATA_DIR=" + t.TempDir()}, []string{"dead", "list"}, []string{"no `remnadesk up` runs"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := launch(t, c.env, c.args...)
			require.Error(t, p.wait(20*time.Second))
			for _, want := range c.want {
				require.Contains(t, p.out.String(), want)
			}
			require.NotContains(t, p.out.String(), "goroutine ")
			require.NotContains(t, p.out.String(), "hunter2")
		})
	}
}

func TestHelpIsAPage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"up"}, {"run"}, {"doctor"}, {"resync"}, {"events", "tail"}, {"dead", "list"}, {"dead", "retry"}, {"token", "create"}, {"admin", "set-password"}, {"simulate"}} {
		t.Run(fmt.Sprint(args), func(t *testing.T) {
			t.Parallel()
			p := launch(t, nil, append(args, "--help")...)
			require.NoError(t, p.wait(20*time.Second))
			require.Contains(t, p.out.String(), "Usage:")
			require.Greater(t, len(p.out.String()), 150)
		})
	}
}

func TestUpEndsWithItsPostgres(t *testing.T) {
	t.Parallel()
	d := newDemo(t, "BEDOLAGA_ENABLED=false")
	p := d.up()
	pids, err := filepath.Glob(filepath.Join(d.dir, "postgres", "*", "postmaster.pid"))
	require.NoError(t, err)
	direct, err := filepath.Glob(filepath.Join(d.dir, "postgres", "postmaster.pid"))
	require.NoError(t, err)
	pids = append(pids, direct...)
	require.Len(t, pids, 1)
	raw, err := os.ReadFile(pids[0])
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.SplitN(string(raw), "\n", 2)[0])
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGQUIT))
	require.ErrorContains(t, p.wait(20*time.Second), "exit status 1")
	require.Contains(t, p.out.String(), "PostgreSQL in the data folder ended by itself")
}
