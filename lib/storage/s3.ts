import { Readable } from "node:stream";
import { OperatorError } from "../operator-error.ts";
import { type S3Access, type S3Limits, s3Opener } from "./s3-client.ts";
import { checkKey, type Storage } from "./storage.ts";

export interface S3Settings extends S3Access {
  bucket: string;
}

/** Four attempts of each request, so that a restarting storage or a brief network fault goes unnoticed. */
const limits: S3Limits = {
  attempts: 4,
  connectionMs: 3_000,
  responseMs: 60_000,
  silenceMs: 30_000,
  maxSockets: 64,
};
/** How often an interrupted stream is resumed. */
const maxResumes = 3;
/** Keys on a page of a listing: the most that any service returns. */
const defaultPageSize = 1_000;
/** Pages of a listing: enough for ten million files. */
const defaultMaxPages = 10_000;

/**
 * Storage in a bucket of an S3-compatible service, addressed by path (`ENDPOINT/BUCKET/KEY`), which every such service
 * supports. It uses only operations that all of them have. The library is loaded with the first request, so never by a
 * site that stores its images on disk.
 */
export function s3Storage(
  { bucket, ...access }: S3Settings,
  {
    pageSize = defaultPageSize,
    maxPages = defaultMaxPages,
    ...options
  }: Partial<S3Limits> & { pageSize?: number; maxPages?: number } = {},
): Storage {
  const { endpoint } = access;
  const open = s3Opener(access, { ...limits, ...options });

  async function get(key: string, range?: string): Promise<Readable | undefined> {
    const { s3, client } = await open();
    try {
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: checkKey(key), Range: range }));
      return Body instanceof Readable ? Body : undefined;
    } catch (error) {
      return missing(error);
    }
  }

  /** The bytes from `start` to `end`; after an interruption the rest is requested. */
  async function* bytesOf(key: string, { start, end }: { start: number; end: number | undefined }) {
    let at = start;
    for (let resumesLeft = maxResumes; ; resumesLeft -= 1) {
      const body = await get(key, at === 0 && end === undefined ? undefined : `bytes=${at}-${end ?? ""}`);
      if (!body) throw Object.assign(new Error(`There is no ${key} in the bucket.`), { code: "ENOENT" });
      try {
        for await (const chunk of body) {
          at += chunk.length;
          yield chunk as Uint8Array;
        }
        if (end === undefined || at > end) return;
        throw new Error(`${key} ended after ${at} bytes.`);
      } catch (error) {
        if (resumesLeft === 0) describeS3Error(error);
      }
    }
  }

  async function* list(prefix: string): AsyncIterable<string> {
    const { s3, client } = await open();
    // By the last key seen: the way to page without tokens, which every service supports.
    let Marker: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const page = await client
        .send(new s3.ListObjectsCommand({ Bucket: bucket, Prefix: prefix && `${prefix}/`, Marker, MaxKeys: pageSize }))
        .catch(describeS3Error);
      const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
      yield* keys;
      const next = page.IsTruncated ? keys.at(-1) : undefined;
      if (next === undefined) return;
      if (next === Marker || pages === maxPages)
        throw new OperatorError("The pictures' storage lists files endlessly.");
      Marker = next;
    }
  }

  async function remove(key: string): Promise<void> {
    const { s3, client } = await open();
    await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(describeS3Error);
  }

  return {
    async put(key, bytes) {
      const { s3, client } = await open();
      const ContentType = contentTypeOf(key);
      const put = new s3.PutObjectCommand({ Bucket: bucket, Key: checkKey(key), Body: bytes, ContentType });
      await client.send(put).catch(describeS3Error);
    },
    async read(key) {
      const { s3, client } = await open();
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: checkKey(key) }));
        return Body && Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        return missing(error);
      }
    },
    async size(key) {
      const { s3, client } = await open();
      try {
        const head = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: checkKey(key) }));
        return head.ContentLength;
      } catch (error) {
        return missing(error);
      }
    },
    async storedAt(key) {
      const { s3, client } = await open();
      try {
        const head = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: checkKey(key) }));
        return head.LastModified;
      } catch (error) {
        return missing(error);
      }
    },
    stream: (key, range) =>
      Readable.from(bytesOf(key, { start: range?.start ?? 0, end: range?.end }), { objectMode: false }),
    async delete(key) {
      await remove(checkKey(key));
      // One after the other: an image has some 40 files, and deleting must not disturb a listing in progress.
      const below: string[] = [];
      for await (const one of list(key)) below.push(one);
      for (const one of below) await remove(one);
    },
    list,
    async check() {
      const { s3, client } = await open();
      try {
        await client.send(new s3.HeadBucketCommand({ Bucket: bucket }));
      } catch (error) {
        throw new OperatorError(
          `The pictures' storage at ${endpoint} cannot be used: ${reasonOf(error, bucket)}. See S3_ENDPOINT, S3_BUCKET, S3_KEY and S3_SECRET.`,
        );
      }
    },
  };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? Number(metadata.httpStatusCode) || undefined
    : undefined;
}

function missing(error: unknown): undefined {
  if (statusOf(error) === 404) return undefined;
  return describeS3Error(error);
}

/** Names the storage in a connection error, whose code alone could mean the database. */
function describeS3Error(error: unknown): never {
  const isTimeout = error instanceof Error && error.name === "TimeoutError";
  const code = isTimeout ? "ETIMEDOUT" : error instanceof Error && "code" in error ? String(error.code) : "";
  if (statusOf(error) !== undefined || !/^E[A-Z]+$/.test(code)) throw error;
  throw new OperatorError(`The pictures' storage does not answer (${code}): see S3_ENDPOINT.`, { cause: error });
}

function reasonOf(error: unknown, bucket: string): string {
  const status = statusOf(error);
  if (status === 404) return `it has no bucket ${bucket}`;
  if (status === 401 || status === 403) return `it refuses this key for the bucket ${bucket}`;
  if (status === 301 || status === 400) return `the bucket ${bucket} is in another region than S3_REGION`;
  if (status !== undefined) return `it answers ${status}`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = error instanceof Error ? error.message || error.name : String(error);
  return `it does not answer (${code || why})`;
}

/** The media type for people who look into the bucket; our own responses do not use it. */
function contentTypeOf(key: string): string {
  const ending = key.slice(key.lastIndexOf(".") + 1);
  return /^(avif|webp|jpeg|png|gif)$/.test(ending) ? `image/${ending}` : "application/octet-stream";
}
