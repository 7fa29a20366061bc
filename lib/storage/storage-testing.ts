import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import { afterAll, beforeAll } from "vitest";
import { type S3Settings, s3Storage } from "./s3.ts";
import { diskStorage, type Storage } from "./storage.ts";

/** The credentials that the S3 test server accepts. */
const credentials = { key: "S3RVER", secret: "S3RVER", region: "us-east-1" };

/** Keys on a page of a listing, so that a few files fill several pages. */
export const listPageSize = 10;

/** A service with one empty bucket, on a free port of this machine (docs/decisions/018-s3-server-for-tests.md). */
export async function startS3(): Promise<{ settings: S3Settings; close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-s3-"));
  // It signs a bucket's own address without the slash that Amazon's library writes: signatures are not checked.
  const options = { port: 0, address: "127.0.0.1", directory, silent: true, allowMismatchedSignatures: true };
  const service = new S3rver({ ...options, configureBuckets: [{ name: "pictures" }] });
  const { port } = await service.run();
  return {
    settings: { endpoint: `http://127.0.0.1:${port}`, bucket: "pictures", ...credentials },
    async close() {
      service.httpServer.closeAllConnections();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Every storage that a site may use, for `describe.each`: the same must hold for all of them. */
export const storages = ["disk", "s3"] as const;

/** An empty storage for the tests of the calling block. Usable from `beforeAll` on. */
export function testStorage(kind: (typeof storages)[number]): { storage: Storage } {
  const holder: { storage?: Storage } = {};
  let close = async () => {};
  beforeAll(async () => {
    if (kind === "disk") {
      const folder = await mkdtemp(join(tmpdir(), "vigie-storage-"));
      holder.storage = diskStorage(folder);
      close = () => rm(folder, { recursive: true, force: true });
    } else {
      const service = await startS3();
      holder.storage = s3Storage(service.settings, { pageSize: listPageSize });
      close = service.close;
    }
  });
  afterAll(() => close());
  return {
    get storage() {
      if (!holder.storage) throw new Error("The storage is there from beforeAll on.");
      return holder.storage;
    },
  };
}

/** A service with the answers of a test, for what no real service does. Close it afterwards. */
export async function startStandIn(
  answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<{ settings: S3Settings; close(): void }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    settings: { endpoint: `http://127.0.0.1:${port}`, bucket: "pictures", ...credentials },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers with a byte now and then, for ever, and so never silently for long. */
export function dribble(res: ServerResponse, everyMs: number): void {
  res.writeHead(200, { "content-length": 1_000_000 });
  const timer = setInterval(() => res.write("x"), everyMs);
  res.on("close", () => clearInterval(timer));
}

/** A page of a listing, as XML, that says that there is more. */
export const truncatedPage = (keys: readonly string[]): string =>
  `<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated>${keys
    .map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`)
    .join("")}</ListBucketResult>`;
