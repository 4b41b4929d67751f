package boot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// Observability is the tracing and measuring of one process.
type Observability struct {
	Tracer *trace.TracerProvider
	Meter  *metric.MeterProvider
	// Registry takes collectors that are not OpenTelemetry instruments.
	Registry *prometheus.Registry
	// Metrics answers /metrics with everything in Registry and every instrument of Meter.
	Metrics http.Handler
}

// Telemetry builds the providers. Spans are sent by OTLP over HTTP only when endpoint (a base URL such as http://127.0.0.1:4318) is set; without it
// trace ids still exist, for logs. Nothing is dialled here: a collector that is down costs spans, never the start.
func Telemetry(ctx context.Context, service, version, endpoint string) (*Observability, error) {
	about := resource.NewWithAttributes(semconv.SchemaURL, semconv.ServiceName(service), semconv.ServiceVersion(version))
	tracer, err := tracerProvider(ctx, about, endpoint)
	if err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reader, err := otelprom.New(otelprom.WithRegisterer(registry), otelprom.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("start metrics: %w", err)
	}
	return &Observability{
		Tracer:   tracer,
		Meter:    metric.NewMeterProvider(metric.WithReader(reader), metric.WithResource(about)),
		Registry: registry,
		Metrics:  promhttp.HandlerFor(registry, promhttp.HandlerOpts{Registry: registry}),
	}, nil
}

func tracerProvider(ctx context.Context, about *resource.Resource, endpoint string) (*trace.TracerProvider, error) {
	if endpoint == "" {
		return trace.NewTracerProvider(trace.WithResource(about), trace.WithSampler(trace.ParentBased(trace.NeverSample()))), nil
	}
	base, err := url.Parse(endpoint)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT is %q: use a URL such as http://127.0.0.1:4318", Redact(endpoint))
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(base.JoinPath("v1", "traces").String()))
	if err != nil {
		return nil, fmt.Errorf("start tracing: %w", err)
	}
	return trace.NewTracerProvider(trace.WithResource(about), trace.WithBatcher(exporter)), nil
}

// Install makes the providers and the W3C propagator those of the process. Only main calls it.
func (o *Observability) Install() {
	otel.SetTracerProvider(o.Tracer)
	otel.SetMeterProvider(o.Meter)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
}

// Shutdown sends what is still queued, until ctx ends.
func (o *Observability) Shutdown(ctx context.Context) error {
	return errors.Join(o.Tracer.Shutdown(ctx), o.Meter.Shutdown(ctx))
}
