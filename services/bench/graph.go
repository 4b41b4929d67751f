package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// What the panel's own measurement prints (services/panel/tests/bench/graph.mjs).
var (
	graphDrawn  = regexp.MustCompile(`(?m)^drawn after the data was there\s+(\d+) ms`)
	graphPanned = regexp.MustCompile(`(?m)^panning, .*?\s([\d.]+) frames/s`)
)

// measureGraph has the panel measure its graph in a headless browser, with a stand-in for the API.
func measureGraph(ctx context.Context, _ *lab) (result, error) {
	npm := exec.CommandContext(ctx, "npm", "run", "--silent", "bench")
	npm.Dir = "services/panel"
	out, err := npm.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("%w: %.500s", err, failed.Stderr)
		}
		return result{}, fmt.Errorf("run the panel's measurement (needs Chromium, and the built panel): %w", err)
	}
	drawn := graphDrawn.FindSubmatch(out)
	panned := graphPanned.FindAllSubmatch(out, -1)
	if drawn == nil || len(panned) == 0 {
		return result{}, fmt.Errorf("read the panel's measurement: it says %.500q", out)
	}
	took, err := strconv.Atoi(string(drawn[1]))
	if err != nil {
		return result{}, fmt.Errorf("read the panel's measurement: %w", err)
	}
	var rates []string
	reached := took < 2000
	for _, p := range panned {
		rate, err := strconv.ParseFloat(string(p[1]), 64)
		if err != nil {
			return result{}, fmt.Errorf("read the panel's measurement: %w", err)
		}
		rates = append(rates, string(p[1]))
		reached = reached && rate >= 30
	}
	r := result{measured: fmt.Sprintf("%d ms; %s frames/s", took, strings.Join(rates, " and ")), reference: "—", ratio: "—", reached: reached}
	r.note("20,000 people of a planted forest, headless Chromium on this machine's processors. Frames are counted while the picture is dragged: everything in sight, then zoomed in.")
	for line := range strings.Lines(strings.TrimSpace(string(out))) {
		r.note("%s.", strings.Join(strings.Fields(line), " "))
	}
	return r, nil
}
