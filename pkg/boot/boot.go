// Package boot is what every process does before and around its services: read the configuration from the environment, log, trace, measure, tell
// its health, run the services and stop them in order. It knows nothing of what the services do.
package boot
