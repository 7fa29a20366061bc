import type { Tracing } from "#lib/tracing.ts";
import type { TracingSettings } from "./tracing-settings.ts";

/** Starts the traces of this thread, if there is a collector; the library is loaded only then. */
export async function startTracing(
  settings: TracingSettings | undefined,
  thread: "main" | "render",
): Promise<Tracing | undefined> {
  if (!settings) return undefined;
  const { openOtelTracing } = await import("./otel-tracing.ts");
  globalThis.vigieTracing = openOtelTracing(settings, thread);
  return globalThis.vigieTracing;
}
