import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import {
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { log } from "#lib/log/log.ts";
import type { Tracing } from "#lib/tracing.ts";
import type { TracingSettings } from "./tracing-settings.ts";

/** Spans that wait to be sent; more are dropped. */
const maxQueueSize = 2_048;
const maxBatchSize = 256;
const batchDelayMs = 2_000;
/** A collector that has not taken a batch within this loses it. */
const exportTimeoutMs = 5_000;
/** How long the last batch may take when the process stops. */
const closeTimeoutMs = 2_000;

/** Loads the library and opens the traces of this thread. Only called if a collector is configured. */
export function openOtelTracing(settings: TracingSettings, thread: "main" | "render"): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint}/v1/traces`,
    headers: settings.headers,
    timeoutMillis: exportTimeoutMs,
    concurrencyLimit: 2,
  });
  const processor = new BatchSpanProcessor({
    exporter: loggingExporter(exporter),
    maxQueueSize,
    maxExportBatchSize: maxBatchSize,
    scheduledDelayMillis: batchDelayMs,
    exportTimeoutMillis: exportTimeoutMs,
  });
  const provider = new TracerProvider({
    // By the number of the trace: all its spans, of both threads, are kept or none is. What the caller's trace says about
    // it does not count, so that nobody outside decides how much is sent.
    sampler: new TraceIdRatioBasedSampler(settings.ratio),
    spanProcessors: [processor],
    resource: resourceFromAttributes({
      "service.name": settings.serviceName,
      "service.version": settings.version,
      "vigie.thread": thread,
    }),
    spanLimits: { attributeCountLimit: 20, attributeValueLengthLimit: 200 },
  });
  const tracer = provider.getTracer("vigie");
  const running = new AsyncLocalStorage<Span>();
  const contextOf = (parent: string | undefined) => {
    const remote = parent === undefined ? undefined : readTraceparent(parent);
    if (remote) return trace.setSpanContext(ROOT_CONTEXT, remote);
    const span = running.getStore();
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT;
  };
  const finish = (span: Span, failed: boolean) => {
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  return {
    begin(name, { facts = {}, parent }, work) {
      const kind = running.getStore() ? SpanKind.INTERNAL : SpanKind.SERVER;
      const span = tracer.startSpan(name, { attributes: facts, kind }, contextOf(parent));
      return running.run(span, () =>
        work((more = {}, failed = false) => {
          span.setAttributes(more);
          finish(span, failed);
        }),
      );
    },
    record(name, ms, facts, failed) {
      if (!running.getStore()?.isRecording()) return;
      const startTime = performance.timeOrigin + performance.now() - ms;
      const options = { attributes: facts, startTime, kind: SpanKind.CLIENT };
      finish(tracer.startSpan(name, options, contextOf(undefined)), failed);
    },
    get current() {
      const span = running.getStore();
      return span && writeTraceparent(span.spanContext());
    },
    async close() {
      await Promise.race([provider.shutdown().catch(() => {}), sleep(closeTimeoutMs, undefined, { ref: false })]);
    },
  };
}

/** Logs that traces are lost; the library itself is silent. */
function loggingExporter(exporter: SpanExporter): SpanExporter {
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        if (result.error) log.warn({ code: result.error.name }, "Traces could not be sent to the collector.");
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Reads a W3C traceparent; undefined if it is malformed or all zeros. */
export function readTraceparent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = traceparentPattern.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const context: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

const writeTraceparent = ({ traceId, spanId, traceFlags }: SpanContext) =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
