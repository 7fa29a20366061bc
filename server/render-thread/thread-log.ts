import { parentPort } from "node:worker_threads";
import type { MessageToMainThread } from "./messages.ts";

// Imported first, before the log: the main thread writes this thread's lines.
globalThis.vigieWriteLogLine = (line) =>
  parentPort?.postMessage({ type: "logLine", line } satisfies MessageToMainThread);
