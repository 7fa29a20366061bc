import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { shareInTime } from "./share-build.ts";

const stopping = new AbortController().signal;

/** A build that is stored when the next of these promises resolves. */
function buildStoredBy(...attempts: Promise<void>[]) {
  const build = {
    count: 0,
    share(): Promise<void> {
      build.count += 1;
      return attempts.shift() ?? Promise.resolve();
    },
  };
  return build;
}

test("a start waits until the bucket has the build's files, and stops if it refuses them", async () => {
  const stored = Promise.withResolvers<void>();
  const build = buildStoredBy(stored.promise);
  let isShared = false;
  const sharing = shareInTime(build, { stopping }).then(() => {
    isShared = true;
  });
  await sleep(50);
  expect(isShared).toBe(false);
  stored.resolve();
  await sharing;
  const refused = { share: () => Promise.reject(new Error("access denied")) };
  await expect(shareInTime(refused, { stopping })).rejects.toThrow("access denied");
});

test("a start goes on without a bucket that is slow, and the files are stored later, also after a failure", async () => {
  const slow = Promise.withResolvers<void>();
  const build = buildStoredBy(slow.promise);
  await shareInTime(build, { stopping, waitMs: 20, retryMs: 20 });
  expect(build.count).toBe(1);
  slow.reject(new Error("no answer"));
  await waitUntil("a second attempt", async () => build.count === 2);
});

test("a start that is stopped does not wait for the bucket", async () => {
  const stop = new AbortController();
  const build = buildStoredBy(new Promise<void>(() => {}));
  const sharing = shareInTime(build, { stopping: stop.signal });
  stop.abort();
  await sharing;
  expect(build.count).toBe(1);
});
