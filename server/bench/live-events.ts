import { randomUUID } from "node:crypto";
import { connect as connectTo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { postComment } from "#features/comments/posting/post.ts";
import { readSettings } from "#features/settings/queries.ts";
import { residentMemory } from "./child-process.ts";
import { median } from "./http-load.ts";
import type { BenchSite } from "./site.ts";

interface LiveEventsResult {
  connections: number;
  refused: number;
  /** KB of the serving process per connection. */
  memory: number;
  /** Milliseconds from the commit of a comment until a reader received it, over all comments and readers. */
  median: number;
  p99: number;
  worst: number;
  comments: number;
}

const comments = 10;

/**
 * Opens many streams on one article, then posts comments and measures the time from their commit until each reader has
 * them.
 */
export async function measureLiveEvents(
  db: Database,
  site: BenchSite,
  slug: string,
  connections: number,
): Promise<LiveEventsResult> {
  const author = await anEditor(db);
  await sleep(2_000);
  const before = residentMemory(site.pid) ?? Number.NaN;
  const sockets: Socket[] = [];
  let opened = 0;
  let refused = 0;
  let heard = 0;
  let committed = 0;
  const times: number[] = [];
  const port = Number(new URL(site.url).port);
  for (let n = 0; n < connections; n += 1) {
    const socket = connectTo(port, "127.0.0.1");
    sockets.push(socket);
    const network = `198.18.${Math.floor(n / 250)}.${1 + (n % 250)}`;
    socket.write(`GET /api/live?article=${slug} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: ${network}\r\n\r\n`);
    let begun = false;
    socket.setEncoding("latin1").on("data", (text: string) => {
      if (!begun) {
        begun = true;
        if (text.startsWith("HTTP/1.1 200")) opened += 1;
        else refused += 1;
      }
      if (!text.includes("\nevent: comment")) return;
      heard += 1;
      times.push(performance.now() - committed);
    });
    socket.on("error", () => {
      if (!begun) refused += 1;
      begun = true;
    });
    // A few hundred at a time: the listen backlog is limited.
    if (n % 200 === 199) await until(() => opened + refused > n - 100);
  }
  try {
    await until(() => opened + refused === connections);
    await sleep(2_000);
    const after = residentMemory(site.pid) ?? Number.NaN;
    const settings = await readSettings(db);
    for (let n = 0; n < comments; n += 1) {
      heard = 0;
      const input = { article: slug, body: `Une mesure en direct, ${n}.`, key: randomUUID() };
      const posted = await postComment(db, author, input, settings);
      committed = performance.now();
      if (!posted.ok) throw new Error(`The comment was refused: ${posted.code}.`);
      await until(() => heard >= opened);
      await sleep(500);
    }
    const sorted = times.toSorted((a, b) => a - b);
    return {
      connections: opened,
      refused,
      comments,
      memory: ((after - before) * 1_024) / opened,
      median: median(sorted),
      p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
      worst: sorted.at(-1) ?? Number.NaN,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function anEditor(db: Database): Promise<{ id: number; role: "editor" }> {
  const handle = `direct-${randomUUID().slice(0, 8)}`;
  await db.insert(members).values({ name: "En direct", handle, role: "editor" });
  const [row] = await db.select({ id: members.id }).from(members).where(eq(members.handle, handle));
  return { id: row?.id ?? 0, role: "editor" };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > 60_000) throw new Error("The streams did not open, or did not hear, within a minute.");
    await sleep(5);
  }
}
