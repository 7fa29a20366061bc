import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { startS3 } from "#lib/storage/storage-testing.ts";
import { type BucketAccess, bucketDestination } from "./bucket.ts";
import type { BackupDestination } from "./destination.ts";
import { folderDestination } from "./folder.ts";

/** Size of the parts of an upload in tests (bytes). */
export const testPartBytes = 64 * 2 ** 10;

/** Options for a bucket that gives up soon. */
export const shortTimeouts = { silenceMs: 300, attempts: 2, partBytes: testPartBytes, pageSize: 10 };

/** Every destination, for `describe.each`. */
export const destinationKinds = ["folder", "bucket"] as const;

/** An empty destination for the tests of the calling block. */
export function testDestination(kind: (typeof destinationKinds)[number]): { destination: BackupDestination } {
  const holder: { destination?: BackupDestination } = {};
  let close = async () => {};
  beforeAll(async () => {
    if (kind === "folder") {
      const folder = await mkdtemp(join(tmpdir(), "vigie-backups-"));
      holder.destination = folderDestination(folder);
      close = () => rm(folder, { recursive: true, force: true });
    } else {
      const { access, close: closeServer } = await startBucket();
      holder.destination = bucketDestination(access, { partBytes: testPartBytes, pageSize: 10 });
      close = closeServer;
    }
  });
  afterAll(() => close());
  return {
    get destination() {
      if (!holder.destination) throw new Error("The destination is there from beforeAll on.");
      return holder.destination;
    },
  };
}

/** A server with an empty bucket. */
export async function startBucket(prefix = "news/site"): Promise<{ access: BucketAccess; close(): Promise<void> }> {
  const { settings, close } = await startS3();
  return { access: { ...settings, prefix }, close };
}

/** A stream of so many bytes, in chunks of odd sizes. */
export async function* makeBytes(total: number, fill = "x"): AsyncGenerator<Uint8Array> {
  for (let left = total; left > 0; ) {
    const size = Math.min(left, 40_001);
    left -= size;
    yield Buffer.alloc(size, fill);
  }
}

/** The error of a promise that must fail. */
export const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error("It succeeded."),
    (error: Error) => error,
  );
