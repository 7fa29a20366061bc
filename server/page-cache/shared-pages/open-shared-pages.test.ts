import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { invalidateTags } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { readEnv } from "#lib/env.ts";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { hasValkeyServer, startTestValkey } from "#lib/valkey/valkey-testing.ts";
import { followChanges } from "../follow-changes.ts";
import { identifyProgram, openSharedPages } from "./open-shared-pages.ts";

const { db, url } = testDatabase();
process.env.AUTH_SECRET ??= "a secret of this test";

const generous = { timeout: 60_000, interval: 20 };

/** A program's folder with these files. */
function makeProgram(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "vigie-program-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const folder of [".next", "server/http"]) mkdirSync(join(root, folder), { recursive: true });
  const all = { ".next/BUILD_ID": "build", "server/http/a.ts": "a", "server/http/a.test.ts": "test", ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(root, name), text);
  return root;
}

test("instances render the same pages if their build, their server and what pages show are the same", async () => {
  const identify = (files: Record<string, string> = {}, variables: Record<string, string> = {}) =>
    identifyProgram(makeProgram(files), readEnv({ SITE_URL: "https://site.example", ...variables }));
  const same = await identify();
  const own = { PORT: "3001", DATA_DIR: "elsewhere", WORKER: "0", DATABASE_URL: "postgres://other", LOG_LEVEL: "warn" };
  expect(await identify({ "server/http/a.test.ts": "another" }, own)).toBe(same);
  for (const other of [
    identify({ ".next/BUILD_ID": "another" }),
    identify({ "server/http/a.ts": "another" }),
    identify({ "server/http/b.ts": "" }),
    identify({}, { SITE_LOCALE: "en" }),
    identify({}, { AUTH_GITHUB_ID: "a", AUTH_GITHUB_SECRET: "b" }),
  ])
    expect(await other).not.toBe(same);
});

describe.skipIf(!hasValkeyServer)("with a change log (skipped without /usr/bin/valkey-server)", () => {
  test("an instance refuses a page as soon as it has read a change that the page lacks, and takes the next one", async () => {
    const server = await startTestValkey();
    const root = makeProgram();
    async function open() {
      const client = new ValkeyClient({ url: server.url, prefix: "site:", timeoutMs: 20_000 });
      const invalidations = new InvalidationLog();
      const shared = await openSharedPages({ client, invalidations, env: readEnv({}), root });
      const follower = await followChanges(url, {
        record: (tags, urgency, change) => invalidations.record(tags, urgency, change),
        onPosition: shared.onPosition,
      });
      onTestFinished(async () => {
        await follower.close();
        client.close();
      });
      return { pages: shared.pages, invalidations, onLost: shared.onLost };
    }
    const [one, other] = [await open(), await open()];
    const store = async ({ pages, invalidations }: typeof one, source: string) => {
      const page = { status: 200, headers: [], body: Buffer.from(source), source };
      const before = pages.counts.stored;
      await vi.waitFor(async () => {
        const since = invalidations.sequence;
        await pages.store("/a", { source, page, tags: ["a", "site"], expiresIn: undefined, since });
        expect(pages.counts.stored).toBe(before + 1);
      }, generous);
    };
    const shows = ({ pages }: typeof one, source: string | undefined) =>
      vi.waitFor(async () => expect((await pages.find("/a"))?.page.source).toBe(source), generous);
    // The first position may be from before the other instance began, which cannot know the changes before that.
    await vi.waitFor(async () => {
      await store(one, "first");
      expect((await other.pages.find("/a"))?.page.source).toBe("first");
    }, generous);
    await shows(one, "first");
    await db.transaction((tx) => invalidateTags(tx, ["b"]));
    await shows(other, "first");
    await db.transaction((tx) => invalidateTags(tx, ["a"]));
    await shows(other, undefined);
    await shows(one, undefined);
    await store(other, "second");
    await shows(one, "second");
    await shows(other, "second");
    // Its pages may come from another server, whose log it has not read.
    one.onLost();
    await one.pages.store("/b", {
      source: "lost",
      page: { status: 200, headers: [], body: Buffer.from("lost"), source: "lost" },
      tags: ["b", "site"],
      expiresIn: undefined,
      since: one.invalidations.sequence,
    });
    expect(await other.pages.find("/b")).toBeUndefined();
    await shows(one, "second");
    // A transaction that began before and ends after the page was stored.
    const ended = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const transaction = db.transaction(async (tx) => {
      await invalidateTags(tx, ["a"]);
      begun.resolve();
      await ended.promise;
    });
    await begun.promise;
    await store(one, "third");
    await shows(other, "third");
    ended.resolve();
    await transaction;
    await shows(other, undefined);
    await shows(one, undefined);
  });
});
