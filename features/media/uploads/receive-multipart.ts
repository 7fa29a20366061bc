import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { isSystemError } from "#lib/storage/disk-errors.ts";
import { maxFilesPerUpload, maxUploadBytes } from "../rules.ts";

/** A file of a form, in its own folder until it has been processed. */
export interface ReceivedFile {
  /** The sender's name for it. */
  name: string;
  sha256: string;
  /** Longer than `maxUploadBytes`: nothing of it was kept. */
  tooLarge: boolean;
  read(): Promise<Uint8Array>;
}

interface ReceivedForm {
  files: ReceivedFile[];
  fields: Record<string, string>;
}

/** The body is not a form, or is truncated. */
export class MalformedForm extends Error {}

/**
 * Streams the files of a form into `folder`, with a few kilobytes of memory each, and passes them to `work`; they are
 * deleted afterwards in any case. A file that is too large is skipped. Throws `MalformedForm` if the form is truncated
 * (its sender disconnected) or malformed, and whatever `work` or the disk throws. A killed process leaves `*.part`
 * files: see `removeStaleParts`.
 */
export async function receiveMultipart<T>(
  body: ReadableStream<Uint8Array> | null,
  contentType: string,
  folder: string,
  work: (form: ReceivedForm) => Promise<T>,
): Promise<T> {
  if (!body || !/^multipart\/form-data\b/i.test(contentType))
    throw new MalformedForm("The body is no form with files.");
  await mkdir(folder, { recursive: true });
  const parts: string[] = [];
  const writing: Promise<ReceivedFile>[] = [];
  const fields: Record<string, string> = {};
  const stop = new AbortController();
  try {
    const form = createParser(contentType);
    form.on("field", (name, value) => {
      fields[name] = value;
    });
    form.on("file", (_field, stream, name) => {
      const path = join(folder, `${randomUUID()}.part`);
      parts.push(path);
      const written = spoolFile(stream, name ?? "", path, stop.signal);
      // Without this a failed write would leave the form waiting forever; the error is rethrown below.
      written.catch((error) => form.destroy(error));
      writing.push(written);
    });
    try {
      await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), form);
    } catch (error) {
      stop.abort();
      const failed = (await Promise.allSettled(writing)).find(
        (one) => one.status === "rejected" && isSystemError(one.reason),
      );
      throw failed?.status === "rejected"
        ? failed.reason
        : new MalformedForm("The form was cut short.", { cause: error });
    }
    const files = (await Promise.all(writing)).filter(({ name, sha256 }) => name !== "" || sha256 !== emptySha256);
    return await work({ files, fields });
  } finally {
    stop.abort();
    await Promise.allSettled(writing);
    await Promise.all(parts.map((path) => rm(path, { force: true })));
  }
}

/** What a browser sends for an empty file field. */
const emptySha256 = createHash("sha256").digest("hex");

function createParser(contentType: string) {
  const limits = { files: maxFilesPerUpload, fileSize: maxUploadBytes, fields: 20, fieldSize: 10_000, headerPairs: 50 };
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits });
  } catch (error) {
    throw new MalformedForm("The form is malformed.", { cause: error });
  }
}

async function spoolFile(
  stream: BusboyFileStream,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<ReceivedFile> {
  const hash = createHash("sha256");
  const measure = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(stream, measure, createWriteStream(path, { mode: 0o600 }), { signal });
  const tooLarge = stream.truncated;
  if (tooLarge) await rm(path, { force: true });
  return { name, sha256: hash.digest("hex"), tooLarge, read: () => readFile(path) };
}
