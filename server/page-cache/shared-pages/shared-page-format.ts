import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import type { ChangeLogPosition } from "#db/change-log.ts";
import { signBytes, verifyBytes } from "#lib/signed-bytes.ts";
import type { PageParts } from "../page.ts";

const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** Larger pages (bytes, compressed) are not shared. */
export const maxSharedBytes = 512 * 1024;
const maxBodyBytes = 8 * 1024 * 1024;
/** A position that lists more than this is stored as one that has read less: more pages are rendered while a transaction is very long. */
const maxListed = 200;

/** What a stored page depends on, and for how long it is valid. A render that returns the same content replaces only this. */
export interface SharedPageState {
  /** Identifies the content (`PageParts.source`). */
  source: string;
  tags: readonly string[];
  /** What the process that rendered it had read of the change log. */
  position: ChangeLogPosition;
  /** Milliseconds from the time of storing until it expires; undefined if it does not. */
  expiresIn?: number | undefined;
  /** Milliseconds for which Valkey keeps it, from the time of storing. */
  keptFor: number;
}

const whole = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);

const stateFormat = z.object({
  source: z.string(),
  tags: z.array(z.string()),
  position: z.object({
    timeline: z.number(),
    xmin: whole,
    next: whole,
    running: z.array(z.string()),
    seen: z.array(z.tuple([z.number(), whole])).transform((seen) => new Map(seen)),
  }),
  expiresIn: z.number().optional(),
  keptFor: z.number(),
});

const partsFormat = z.object({
  status: z.number(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  source: z.string(),
  dataAddress: z.string().optional(),
  isSeldomRequested: z.boolean().optional(),
  fingerprint: z.string().optional(),
});

export function encodeState(secret: Uint8Array, name: string, state: SharedPageState): Buffer {
  const { timeline, xmin, next, running, seen } = state.position;
  const isLong = running.length > maxListed || seen.size > maxListed;
  const position = {
    timeline,
    xmin: String(xmin),
    next: String(isLong ? xmin : next),
    running: isLong ? [] : running,
    seen: isLong ? [] : [...seen].map(([id, xid]) => [id, String(xid)]),
  };
  return signBytes(secret, `state ${name}`, Buffer.from(JSON.stringify({ ...state, position })));
}

/** Returns undefined if it is not a state that this site stored under this name. */
export function decodeState(secret: Uint8Array, name: string, signed: Buffer): SharedPageState | undefined {
  const bytes = verifyBytes(secret, `state ${name}`, signed);
  return bytes && stateFormat.safeParse(JSON.parse(bytes.toString("utf8"))).data;
}

/** Returns undefined if the page is too large. */
export async function encodePage(secret: Uint8Array, name: string, page: PageParts): Promise<Buffer | undefined> {
  const { body, ...parts } = page;
  if (body.length > maxBodyBytes) return undefined;
  const head = Buffer.from(JSON.stringify(parts));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const packed = await compress(Buffer.concat([length, head, body]));
  return packed.length > maxSharedBytes ? undefined : signBytes(secret, `page ${name}`, packed);
}

/** Returns undefined if it is not a page that this site stored under this name. */
export async function decodePage(secret: Uint8Array, name: string, signed: Buffer): Promise<PageParts | undefined> {
  const packed = verifyBytes(secret, `page ${name}`, signed);
  if (!packed) return undefined;
  const bytes = await decompress(packed, { maxOutputLength: 2 * maxBodyBytes });
  const bodyAt = 4 + bytes.readUInt32BE(0);
  const parts = partsFormat.safeParse(JSON.parse(bytes.toString("utf8", 4, bodyAt))).data;
  return parts && { ...parts, body: bytes.subarray(bodyAt) };
}
