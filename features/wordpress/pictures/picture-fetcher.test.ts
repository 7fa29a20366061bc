import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import * as fetching from "#lib/fetch/fetch.ts";
import { PictureFetcher } from "./picture-fetcher.ts";

vi.mock("#lib/fetch/fetch.ts", { spy: true });

test("a host has the time of a whole attempt for its first byte, as the documentation says", async () => {
  const server = createServer((_, res) => res.writeHead(200, { "content-type": "image/png" }).end("x"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fetcher = new PictureFetcher({ hosts: ["127.0.0.1"], fetchOptions: { mayBePrivate: () => true } });
  expect(await fetcher.download([`http://127.0.0.1:${port}/a.png`])).toMatchObject({ ok: true });
  server.close();
  const [, limits] = vi.mocked(fetching.fetchExternal).mock.calls[0] ?? [];
  expect(limits).toMatchObject({ headersTimeoutMs: 40_000, totalTimeoutMs: 40_000 });
});
