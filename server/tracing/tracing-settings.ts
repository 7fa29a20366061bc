import type { Env } from "#lib/env.ts";

/** What both threads need to know to send traces. */
export interface TracingSettings {
  /** The collector's address, without `/v1/traces`. */
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  version: string;
  /** The share of requests that are traced, 0 to 1. */
  ratio: number;
}

/** The settings of traces; undefined without a collector. */
export function readTracingSettings(
  env: Pick<
    Env,
    "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_EXPORTER_OTLP_HEADERS" | "OTEL_SERVICE_NAME" | "OTEL_TRACES_SAMPLER_ARG"
  >,
  version: string,
): TracingSettings | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  if (endpoint === undefined) return undefined;
  return {
    endpoint,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: env.OTEL_SERVICE_NAME,
    version,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
  };
}
