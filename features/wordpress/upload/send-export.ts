import { choosePieceBytes, exportUploadPath, minPieceBytes, type UploadOptions } from "./rules.ts";

/** What became of an upload: the address of its run, or the reason for a refusal as a sentence. */
export type SentExport =
  | { kind: "done"; location: string }
  | { kind: "refused"; message: string }
  | { kind: "cancelled" };

interface Callbacks {
  /** Called with the share sent, 0 to 1. */
  progress(part: number): void;
  /** Called with true while the connection is lost, and false once it is back. */
  offline(isLost: boolean): void;
  /** The sentence for an answer without a message. */
  broken: string;
  signal: AbortSignal;
}

const retryMs = 5_000;

/** Starts the run of a live site. Never rejects. */
export async function sendSite(
  address: string,
  options: UploadOptions,
  { broken, signal }: Pick<Callbacks, "broken" | "signal">,
): Promise<SentExport> {
  const answer = await ask({ "Content-Type": "application/json" }, JSON.stringify({ address, ...options }), signal);
  return toSent(answer, broken, signal);
}

/**
 * Sends a file in pieces from a browser, then starts its run. A lost connection is tried again until it is back; the same file chosen
 * again continues where it ended. Never rejects.
 */
export async function sendExport(file: File, options: UploadOptions, callbacks: Callbacks): Promise<SentExport> {
  const key = await keyOf(file);
  const { signal, progress, offline, broken } = callbacks;
  const upload = { "Upload-Key": key, "Upload-Total": String(file.size) };
  let offset: number | undefined;
  let size = minPieceBytes;
  while (!signal.aborted && offset !== file.size) {
    // An empty piece asks how much is here.
    const body = offset === undefined ? new Blob([]) : file.slice(offset, offset + size);
    const began = performance.now();
    const answer = await ask(
      { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset ?? 0), ...upload },
      body,
      signal,
    );
    if (answer === "lost") {
      if (signal.aborted) break;
      offline(true);
      await pause(signal);
      offset = undefined;
      continue;
    }
    offline(false);
    if ("message" in answer) return { kind: "refused", message: answer.message || broken };
    if (typeof answer.received !== "number") return { kind: "refused", message: broken };
    if (offset !== undefined) size = choosePieceBytes(size, performance.now() - began);
    offset = answer.received;
    progress(file.size > 0 ? offset / file.size : 1);
  }
  if (signal.aborted) return { kind: "cancelled" };
  const end = JSON.stringify({ key, total: file.size, name: file.name, ...options });
  const answer = await ask({ "Content-Type": "application/json" }, end, signal);
  return toSent(answer, broken, signal);
}

function toSent(answer: Answer | "lost", broken: string, signal: AbortSignal): SentExport {
  if (signal.aborted) return { kind: "cancelled" };
  if (answer !== "lost" && typeof answer.location === "string") return { kind: "done", location: answer.location };
  return { kind: "refused", message: (answer !== "lost" && "message" in answer && answer.message) || broken };
}

type Answer =
  | { message: string; received?: undefined; location?: undefined }
  | { received?: unknown; location?: unknown };

/** Sends one request. "lost": no answer, or one that says to try later. */
async function ask(
  headers: Record<string, string>,
  body: Blob | string,
  signal: AbortSignal,
): Promise<Answer | "lost"> {
  if (!navigator.onLine) return "lost";
  try {
    const response = await fetch(exportUploadPath, {
      method: "POST",
      headers: { Accept: "application/json", ...headers },
      body,
      signal,
    });
    if (response.status === 429 || response.status === 503 || response.status === 408) return "lost";
    const answer: unknown = await response.json().catch(() => ({}));
    if (typeof answer !== "object" || answer === null) return { message: "" };
    if ("error" in answer) {
      const { error } = answer;
      const message = typeof error === "object" && error && "message" in error ? String(error.message) : "";
      return { message };
    }
    return response.ok ? answer : { message: "" };
  } catch {
    return "lost";
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, retryMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Identifies a file by its name, size and time, so that it continues after a reload of the page. */
async function keyOf({ name, size, lastModified }: File): Promise<string> {
  const text = new TextEncoder().encode(`${name}\n${size}\n${lastModified}`);
  // Only secure origins have `subtle`; elsewhere an upload does not outlive its page.
  const hash = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", text))
    : crypto.getRandomValues(new Uint8Array(16));
  return Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
