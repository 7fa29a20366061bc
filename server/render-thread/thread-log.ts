import { parentPort } from "node:worker_threads";
import type { MessageToMainThread } from "./messages.ts";

// Imported before the log, so that the main thread writes this thread's lines.
globalThis.vigieWriteLogLine = (line) =>
  parentPort?.postMessage({ type: "logLine", line } satisfies MessageToMainThread);
