import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { readBounded } from "#lib/read-bounded.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isSystemError } from "#lib/storage/disk-errors.ts";
import { readAvailableBytes } from "#lib/storage/disk-reserve.ts";
import { maxExportBytes } from "./rules.ts";
import { newExportName, writeBounded } from "./uploaded-files.ts";

interface ReceivedExport {
  /** Its name in the folder. */
  file: string;
  /** The sender's name for it. */
  name: string;
  bytes: number;
  fields: Record<string, string>;
}

/**
 * Streams a form with at most one file into `folder`. Without one `bytes` is 0, and no file stays. Refused with
 * `import.noRoom` or `import.cutShort`; then no file stays either.
 * Throws what the disk throws.
 * @param maxBytes 0: a form with a file is refused with `import.cutShort`
 */
export async function receiveForm(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  folder: string,
  maxBytes = maxExportBytes,
): Promise<Result<ReceivedExport>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const available = await readAvailableBytes(folder);
  const max = Math.min(maxBytes, available);
  if (available <= 0) return refused("import.noRoom");
  const file = newExportName();
  const path = join(folder, file);
  const fields: Record<string, string> = {};
  let name = "";
  let writing: Promise<void> | undefined;
  try {
    const form = new Busboy({
      headers: { "content-type": contentType },
      limits: { files: 1, fields: 20, fieldSize: 1_000, headerPairs: 50 },
    });
    form.on("field", (key, value) => {
      fields[key] = value;
    });
    form.on("file", (_field, stream, sentName) => {
      name = sentName ?? "";
      writing = writeBounded(stream, path, max, "wx");
      // Without this a failed write would leave the form waiting forever; the error is rethrown below.
      writing.catch((error) => form.destroy(error));
    });
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), form);
    await writing;
  } catch {
    const failed = await writing?.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await rm(path, { force: true });
    if (isSystemError(failed)) throw failed;
    return refused("import.cutShort");
  }
  const bytes = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (bytes === 0) await rm(path, { force: true });
  return ok({ file, name, bytes, fields });
}

/** An address has 2,000 characters at most and a name 1,000, each of which JSON may write as six bytes. */
const maxJsonBytes = 50_000;

/** Reads a small body as JSON, whatever its declared size. Undefined if it is too long or not JSON. */
export async function receiveJson(body: ReadableStream<Uint8Array> | null): Promise<unknown> {
  try {
    const bytes = await readBounded(body ?? [], maxJsonBytes);
    return bytes && JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Twice the largest piece of a file. */
const maxDrainedBytes = 16_000_000;
/** Until then a sender, who need not be signed in, holds one of the few slots for uploads. */
const maxDrainMs = 30_000;

/**
 * Reads the rest of a body up to limits of bytes and time: until it is read, a slow sender keeps sending and never sees
 * the answer.
 */
export async function drainBody(body: ReadableStream<Uint8Array> | null, maxMs = maxDrainMs): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  // Ends a read that waits, too. A sender that has gone makes it fail.
  const stop = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(stop, maxMs);
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
      if (bytes > maxDrainedBytes) return stop();
    }
  } catch {
    // The sender has gone.
  } finally {
    clearTimeout(timer);
  }
}
