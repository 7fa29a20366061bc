import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { prepareResponse } from "#server/page-cache/prepared-response.ts";
import { compressData, HydrationDataStore } from "./hydration-data.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/**
 * Bytes of buffers in use. V8 frees them in the background some time after a collection: the minimum of several
 * measurements counts.
 */
async function usedBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10; look += 1) {
    collect();
    await sleep(20);
    least = Math.min(least, process.memoryUsage().arrayBuffers);
  }
  return least;
}

/** Bytes of buffers that stay after `make`, each made next to another that is garbage. */
async function heldBy(make: (n: number) => unknown): Promise<number> {
  const kept: unknown[] = [await make(0)];
  const before = await usedBytes();
  for (let n = 1; n <= 500; n += 1) {
    kept.push(await make(n));
    Buffer.allocUnsafe(30_000).fill(n);
  }
  const held = (await usedBytes()) - before;
  expect(kept).toHaveLength(501);
  return held;
}

test("a version of a page's data holds no more than its compressed bytes", async () => {
  const data = new HydrationDataStore({ secure: false });
  const held = await heldBy((n) =>
    data.store(compressData({ address: `/_page/${n}.js`, script: `self.n=${n};`.repeat(400) })),
  );
  expect(data.has("/nothing")).toBe(false);
  expect(held).toBeLessThan(500 * 2_000);
});

test("a prepared response holds no more than its bytes", async () => {
  const body = Buffer.alloc(1_000);
  expect(await heldBy(() => prepareResponse(200, [], body))).toBeLessThan(500 * 2_000);
});
