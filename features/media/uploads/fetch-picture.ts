import type { Executor } from "#db/client.ts";
import { type FetchOptions, type FetchRefusal, fetchExternal } from "#lib/fetch/fetch.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { type Refusal, type Result, refused } from "#lib/result.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { ConcurrencyLimit } from "../encoding/concurrency-limit.ts";
import { type StoredPicture, storeImage } from "../mutations.ts";
import { maxUploadBytes } from "../rules.ts";

/** Pictures that this process fetches concurrently; each may hold 25 MB until it is encoded. */
const maxConcurrentFetches = 3;
/** Fetches per member, waiting ones included; the editor requests this many at once. */
export const maxFetchesPerMember = 2;
/** Maximum number of waiting fetches. */
const maxWaiting = 20;
const totalTimeoutMs = 20_000;

const concurrency = new ConcurrencyLimit(maxConcurrentFetches);
const perMember = new Map<number, number>();

/**
 * Limits the pictures that the jobs of this process fetch concurrently, apart from those that members wait for. Each job
 * has a smaller limit of its own, so that one with slow pictures leaves room for the others.
 */
const jobConcurrency = new ConcurrencyLimit(6);

interface FetchPictureInput {
  address: string;
  memberId: number;
  /** Aborts the fetch when the client disconnects. */
  signal?: AbortSignal;
}

interface JobPictureInput {
  address: string;
  /** Stored with the picture, unless the library has it already. */
  alt: string;
  credit: string;
  /** Aborts the fetch when the job's time is over. */
  signal: AbortSignal;
}

/** Nobody waits for the pictures of a job, so a slow server may take longer, within the time limit of the job. */
const jobTimeouts = { headersTimeoutMs: 30_000, totalTimeoutMs: 40_000 };

type PictureFetchOptions = Pick<FetchOptions, "mayBePrivate" | "resolve"> & { storage?: Storage };

/** Refusals that a retry may overcome. */
const transientCodes: readonly string[] = ["picture.fetchBusy", "picture.fetchUnreachable", "picture.fetchSlow"];

/** Whether a retry of the same address may succeed. */
export function isTransient({ code }: Refusal): boolean {
  return transientCodes.includes(code);
}

/**
 * Adds the picture at an address that a member pasted to the library (`fetchExternal` refuses private networks). Fetches
 * are limited per member and in all; nothing is kept of one that fails or is aborted. Refused with `picture.fetch…`, or
 * as `storeImage` refuses a file.
 */
export async function fetchPicture(
  db: Executor,
  { address, memberId, signal }: FetchPictureInput,
  options: PictureFetchOptions = {},
): Promise<Result<StoredPicture>> {
  const running = perMember.get(memberId) ?? 0;
  if (running >= maxFetchesPerMember || concurrency.waiting >= maxWaiting) return refused("picture.fetchBusy");
  perMember.set(memberId, running + 1);
  try {
    return await concurrency.run(() => download(db, { address, uploaderId: memberId }, signal, options));
  } finally {
    const remaining = (perMember.get(memberId) ?? 1) - 1;
    if (remaining > 0) perMember.set(memberId, remaining);
    else perMember.delete(memberId);
  }
}

/**
 * Adds the picture at an address to the library for a job, without a member. Its address is kept as the file's name.
 * Refused as `fetchPicture` refuses.
 */
export function fetchPictureForJob(
  db: Executor,
  { signal, ...picture }: JobPictureInput,
  options: PictureFetchOptions = {},
): Promise<Result<StoredPicture>> {
  const named = { ...picture, originalName: picture.address };
  return jobConcurrency.run(() => download(db, named, signal, { ...jobTimeouts, ...options }));
}

interface Download {
  address: string;
  originalName?: string;
  alt?: string;
  credit?: string;
  uploaderId?: number;
}

async function download(
  db: Executor,
  { address, ...upload }: Download,
  signal: AbortSignal | undefined,
  { storage, ...options }: PictureFetchOptions & Pick<FetchOptions, "headersTimeoutMs" | "totalTimeoutMs">,
): Promise<Result<StoredPicture>> {
  const fetched = await fetchExternal(address, {
    maxBytes: maxUploadBytes,
    totalTimeoutMs,
    ...options,
    ...(signal && { signal }),
    headers: { accept: "image/avif,image/webp,image/png,image/jpeg,image/gif" },
  });
  if (!fetched.ok) return toFetchRefusal(fetched.why);
  if (fetched.status < 200 || fetched.status > 299) return toStatusRefusal(fetched.status);
  if (/^(?:text\/html|application\/xhtml)/i.test(fetched.headers["content-type"] ?? ""))
    return refused("picture.fetchPage");
  const picture = { originalName: fileNameFromUrl(fetched.url), ...upload, bytes: fetched.body };
  return storage ? storeImage(db, picture, storage) : storeImage(db, picture);
}

/** The refusal for an address that could not be fetched. */
export function toFetchRefusal(why: FetchRefusal): Refusal {
  switch (why) {
    case "tooLarge":
      return refused("picture.tooLarge", undefined, { megabytes: maxUploadBytes / 1024 / 1024 });
    case "private":
      return refused("picture.fetchPrivate");
    case "timeout":
    case "tooSlow":
      return refused("picture.fetchSlow");
    case "address":
    case "scheme":
    case "credentials":
    case "port":
      return refused("picture.fetchAddress");
    default:
      return refused("picture.fetchUnreachable");
  }
}

/** The refusal for an answer without a picture. */
export function toStatusRefusal(status: number): Refusal {
  if (status === 404 || status === 410) return refused("picture.fetchMissing");
  if (status === 401 || status === 402 || status === 403 || status === 451) return refused("picture.fetchForbidden");
  return refused("picture.fetchUnreachable");
}

/** The file name in an address, or else the host name. */
function fileNameFromUrl(address: string): string {
  const { pathname, hostname } = new URL(address);
  const last = pathname.split("/").findLast((part) => part !== "") ?? hostname;
  try {
    return cleanLine(decodeURIComponent(last)) || hostname;
  } catch {
    return cleanLine(last) || hostname;
  }
}
