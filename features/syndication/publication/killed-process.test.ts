import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { articleMedia, articles, feedItemDecisions, feedItems, media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { removeStaleParts } from "#features/media/uploads/spool-folder.ts";
import { addTestFeed, addTestItem } from "./testing.ts";

const { db } = testDatabase();

/** A program that publishes the items that wait, one after the other, and prints what it did. */
const publishing = `
  import { asc, eq } from "drizzle-orm";
  import { database } from "#db/client.ts";
  import { feedItems } from "#db/schema.ts";
  import { publishItemByPolicy } from "#features/syndication/publication/publish-item.ts";
  import { diskStorage } from "#lib/storage/storage.ts";
  const storage = diskStorage(process.argv.at(-1));
  const waiting = await database().select({ id: feedItems.id }).from(feedItems).where(eq(feedItems.state, "waiting")).orderBy(asc(feedItems.id));
  console.log("began");
  for (const { id } of waiting) await publishItemByPolicy(database(), id, { mayBePrivate: () => true, storage });
  console.log("done");
  process.exit();`;

const folder = await mkdtemp(join(tmpdir(), "vigie-killed-"));
const children: ChildProcess[] = [];
const server = createServer(async (request, response) => {
  const shade = Number(/(\d+)\.png$/.exec(request.url ?? "")?.[1]);
  const picture = await sharp({
    create: { width: 300, height: 200, channels: 3, background: { r: shade, g: 0, b: 0 } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  response.writeHead(200, { "content-type": "image/png" }).write(picture.subarray(0, 1_000));
  await sleep(20);
  response.end(picture.subarray(1_000));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program and kills it (`kill -9`) after a time, if it has not ended. Returns whether it ended by itself. */
async function publish(killAfterMs?: number): Promise<boolean> {
  const options = ["--conditions=react-server", "--input-type=module", "-e", publishing, "--", folder];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const ended = once(child, "exit");
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "done") isDone = true;
    else if (killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  }
  await ended;
  return isDone;
}

test("a process that is killed while it publishes items with pictures publishes each once, and leaves no picture unused", async () => {
  const feed = await addTestFeed(db, { publication: "publish", body: "full", pictures: true });
  const { port } = server.address() as AddressInfo;
  const ids: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    const pictures = [0, 1, 2].map((block) => ({
      url: `http://127.0.0.1:${port}/${n * 3 + block}.png`,
      alt: "",
      credit: "",
      block,
    }));
    ids.push(await addTestItem(db, feed, { title: `Titre ${n}`, pictures }));
  }
  for (let kill = 0; kill < 4; kill += 1) if (await publish(Math.random() * 700)) break;
  expect(await publish()).toBe(true);
  const items = await db.select().from(feedItems).orderBy(asc(feedItems.id));
  expect(items.map(({ id, state }) => ({ id, state }))).toEqual(ids.map((id) => ({ id, state: "published" })));
  expect(new Set(items.map(({ articleId }) => articleId)).size).toBe(ids.length);
  expect(await db.$count(articles)).toBe(ids.length);
  expect(await db.$count(feedItemDecisions)).toBe(ids.length);
  const shown = new Set([
    ...(await db.select({ id: articleMedia.mediaId }).from(articleMedia)).map(({ id }) => id),
    ...(await db.select({ id: articles.leadMediaId }).from(articles)).map(({ id }) => id),
  ]);
  const stored = (await db.select({ id: media.id }).from(media)).map(({ id }) => id);
  expect(stored).toHaveLength(3 * ids.length);
  expect(stored.filter((id) => !shown.has(id))).toEqual([]);
  // What a killed write left is removed by the hourly maintenance.
  await removeStaleParts([folder], Date.now() + 3_600_000);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  expect(files.filter((file) => file.isFile())).toHaveLength(stored.length);
  expect(await db.$count(media, eq(media.bytes, 0))).toBe(0);
});
