import { Readable } from "node:stream";
import type { CompletedPart } from "@aws-sdk/client-s3";
import type { BucketAddress } from "#lib/bucket-address.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type S3Access, s3Opener } from "#lib/storage/s3-client.ts";
import { describeBucketError, statusOf } from "./bucket-errors.ts";
import { type BackupDestination, checkName, isBackupName, missingFile, watchSource } from "./destination.ts";
import { splitIntoParts } from "./upload-parts.ts";

/** How a bucket is reached. */
export type BucketAccess = BucketAddress & S3Access;

interface BucketOptions {
  /** How long a service may be silent, or send next to nothing, before the connection is given up (ms). */
  silenceMs?: number;
  /** How often each request is tried, a part of an upload included. */
  attempts?: number;
  /** Size of the first parts of an upload (bytes): at least 5 MB, except for tests. */
  partBytes?: number;
  /** Keys on a page of a listing, and its pages. */
  pageSize?: number;
  maxPages?: number;
}

/** Parts of one upload that are sent at once. */
const concurrentParts = 2;
const firstPartBytes = 8 * 2 ** 20;
/** How often a download is resumed. */
const maxResumes = 3;
/** After so much progress (bytes), the resumptions are counted anew. */
const progressBytes = 8 * 2 ** 20;
const abandonedMs = 86_400_000;
/** How long a service may take for one request, however slowly it answers, and for a whole part of an upload. */
const requestMs = 600_000;

/**
 * A prefix of a bucket as a destination, at any S3-compatible service, addressed by path. Every request has a limit of
 * time, so that a service that accepts and never answers ends in an error.
 */
export function bucketDestination(
  { bucket: Bucket, prefix, ...access }: BucketAccess,
  options: BucketOptions = {},
): BackupDestination {
  const { silenceMs = 30_000, attempts = 5, partBytes = firstPartBytes, pageSize = 1_000, maxPages = 10_000 } = options;
  const location = `s3://${Bucket}${prefix && `/${prefix}`}`;
  const start = prefix && `${prefix}/`;
  const keyOf = (name: string) => start + checkName(name);
  const open = s3Opener(access, {
    attempts,
    connectionMs: Math.min(silenceMs, 5_000),
    responseMs: Math.min(silenceMs * 4, requestMs),
    silenceMs,
    maxSockets: 32,
  });
  const fail = (error: unknown): never => {
    throw describeBucketError(error, { endpoint: access.endpoint, bucket: Bucket, region: access.region });
  };

  /** Uploads parts as they come. A part that fails is tried again by itself; at the end the service joins them. */
  async function uploadParts(name: string, parts: AsyncIterable<Buffer>, signal: AbortSignal | undefined) {
    const { s3, client } = await open();
    const Key = keyOf(name);
    const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key }), abortable(signal));
    const done: CompletedPart[] = [];
    const sending = new Set<Promise<unknown>>();
    let bytes = 0;
    let failure: { error: unknown } | undefined;
    try {
      let PartNumber = 0;
      for await (const Body of parts) {
        PartNumber += 1;
        bytes += Body.length;
        const part = { Bucket, Key, UploadId, PartNumber, Body };
        const sent: Promise<unknown> = client
          .send(new s3.UploadPartCommand(part), abortable(signal))
          .then(({ ETag }) => done.push({ ETag, PartNumber: part.PartNumber }))
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => sending.delete(sent));
        sending.add(sent);
        if (sending.size >= concurrentParts) await Promise.race(sending);
        if (failure) throw failure.error;
      }
      await Promise.all(sending);
      if (failure) throw failure.error;
      signal?.throwIfAborted();
      done.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
      await client.send(
        new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: done } }),
        abortable(signal),
      );
    } catch (error) {
      await Promise.allSettled(sending);
      // Parts that are not joined cost money until somebody removes them.
      const abort = new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      await client.send(abort, { abortSignal: AbortSignal.timeout(silenceMs) }).catch(() => {});
      throw error;
    }
    return bytes;
  }

  async function* list(below: string, delimiter?: string) {
    const { s3, client } = await open();
    const Prefix = below === "" ? start : `${keyOf(below)}/`;
    // By the last key seen: the way to page without tokens, which every service supports.
    let Marker: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const command = { Bucket, Prefix, Marker, MaxKeys: pageSize, Delimiter: delimiter };
      const page = await client.send(new s3.ListObjectsCommand(command), abortable()).catch(fail);
      for (const { Key = "", Size = 0 } of page.Contents ?? []) yield { key: Key, bytes: Size };
      const last = [page.Contents?.at(-1)?.Key, page.CommonPrefixes?.at(-1)?.Prefix].filter((one) => one !== undefined);
      const next = page.IsTruncated ? (page.NextMarker ?? last.sort().at(-1)) : undefined;
      if (next === undefined) return;
      if (next === Marker || pages === maxPages) throw new OperatorError(`${location} lists files endlessly.`);
      Marker = next;
    }
  }

  return {
    location,
    async check() {
      const { s3, client } = await open();
      // A key may be allowed to do less than to see the bucket: a listing is needed in any case.
      await client.send(new s3.ListObjectsCommand({ Bucket, Prefix: start, MaxKeys: 1 }), abortable()).catch(fail);
    },
    async write(name, source, { signal } = {}) {
      const { s3, client } = await open();
      const origin = watchSource(source);
      const parts = splitIntoParts(origin.chunks, partBytes);
      try {
        const first = await parts.next();
        const second = first.done ? first : await parts.next();
        signal?.throwIfAborted();
        if (second.done) {
          const Body = first.done ? Buffer.alloc(0) : first.value;
          await client.send(new s3.PutObjectCommand({ Bucket, Key: keyOf(name), Body }), abortable(signal));
          return Body.length;
        }
        const all = (async function* () {
          if (!first.done) yield first.value;
          yield second.value;
          yield* parts;
        })();
        return await uploadParts(name, all, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (origin.failed(error)) throw error;
        return fail(error);
      } finally {
        await parts.return(undefined);
      }
    },
    async *open(name) {
      const { s3, client } = await open();
      const Key = keyOf(name);
      let at = 0;
      let counted = 0;
      for (let resumesLeft = maxResumes; ; resumesLeft -= 1) {
        const Range = at === 0 ? undefined : `bytes=${at}-`;
        try {
          const { Body, ContentLength } = await client.send(new s3.GetObjectCommand({ Bucket, Key, Range }));
          if (!(Body instanceof Readable)) throw new Error(`${name} has no content.`);
          const end = at + (ContentLength ?? 0);
          for await (const chunk of Body) {
            at += chunk.length;
            yield chunk as Uint8Array;
          }
          if (at >= end) return;
          throw new Error(`${name} ended after ${at} bytes.`);
        } catch (error) {
          if (statusOf(error) === 404) throw missingFile(name, location);
          // A connection also ends while its reader is busy for long.
          if (at - counted >= progressBytes) {
            counted = at;
            resumesLeft = maxResumes;
          }
          if (resumesLeft === 0 || statusOf(error) !== undefined) fail(error);
        }
      }
    },
    async *list(below) {
      for await (const { key, bytes } of list(below, below === "" ? "/" : undefined)) {
        const name = key.slice(start.length);
        // Some programs make objects for folders; other names are somebody else's.
        if (isBackupName(name)) yield { name, bytes };
      }
    },
    async delete(name) {
      const { s3, client } = await open();
      await client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(name) }), abortable()).catch(fail);
    },
    async removeUnfinished() {
      const { s3, client } = await open();
      // Not every service lists them; some remove them by themselves.
      const found = await client
        .send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: start }), abortable())
        .catch(() => undefined);
      for (const { Key = "", UploadId, Initiated } of found?.Uploads ?? []) {
        if (!isBackupName(Key.slice(start.length)) || !isBackupFile(Key.slice(start.length))) continue;
        if (!Initiated || Date.now() - Initiated.getTime() < abandonedMs) continue;
        await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }), abortable()).catch(() => {});
      }
    },
    freeBytes: async () => undefined,
    link: async () => false,
  };
}

/** Ends a request when the caller stops, and in any case after a while. */
const abortable = (signal?: AbortSignal) => {
  const limit = AbortSignal.timeout(requestMs);
  return { abortSignal: signal ? AbortSignal.any([signal, limit]) : limit };
};

/** Whether an unfinished upload is one of ours: an archive, its index or a picture. */
const isBackupFile = (name: string) => /^(?:vigie-|pictures)/.test(name);
