package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// child is a process of its own, so that its memory can be measured from outside.
type child struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
	err  error
}

// startChild starts a program; what it prints goes to the file log.
func startChild(log, program string, args, environ []string) (*child, error) {
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log of %s: %w", program, err)
	}
	defer file.Close()
	cmd := exec.Command(program, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environ, file, file
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt in the terminal is ours to pass on, in order
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	c := &child{cmd: cmd, log: log, done: make(chan struct{})}
	go func() {
		c.err = cmd.Wait()
		close(c.done)
	}()
	return c, nil
}

// alive is an error with the last words of a process that has ended.
func (c *child) alive() error {
	select {
	case <-c.done:
		return fmt.Errorf("%s ended: %w; its last lines:\n%s", c.cmd.Path, errors.Join(c.err, errEnded), c.lastLines(15))
	default:
		return nil
	}
}

var errEnded = errors.New("nobody told it to")

func (c *child) lastLines(n int) string {
	raw, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// stop asks the process to end and waits for it.
func (c *child) stop() error {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		_ = c.cmd.Process.Signal(signal) // it may have ended by itself
		select {
		case <-c.done:
			if signal == syscall.SIGKILL {
				return fmt.Errorf("stop %s: it had to be killed; its last lines:\n%s", c.cmd.Path, c.lastLines(15))
			}
			return nil
		case <-time.After(20 * time.Second):
		}
	}
	return fmt.Errorf("stop %s: it does not end", c.cmd.Path)
}

// resident is the memory of a process in bytes, as the kernel counts it.
type resident struct {
	now, peak, anonymous int64
}

func (c *child) resident() (resident, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return resident{}, fmt.Errorf("read memory of %s (needs Linux): %w", c.cmd.Path, err)
	}
	var r resident
	for line := range bytes.Lines(raw) {
		name, value, _ := strings.Cut(string(line), ":")
		into, wanted := map[string]*int64{"VmRSS": &r.now, "VmHWM": &r.peak, "RssAnon": &r.anonymous}[name]
		if !wanted {
			continue
		}
		kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		if err != nil {
			return r, fmt.Errorf("read memory of %s: %w", c.cmd.Path, err)
		}
		*into = kib << 10
	}
	return r, nil
}

func mib(bytes int64) string { return fmt.Sprintf("%d MiB", (bytes+1<<19)>>20) }
