import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inArray, sql } from "drizzle-orm";
import { articleSchedules, articles, categories, members } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { closeJobs } from "#lib/jobs.ts";
import { withDatabase } from "../cli/run-command.ts";
import { createBenchDrafts, findPublishing } from "./scheduled-articles.ts";

/**
 * Measures how long after their time articles reach readers when a thousand are scheduled for the same instant and
 * published by workers in processes of their own. On a corpus created once:
 *   DATA_DIR=/tmp/x npm run vigie -- load --articles 5000 --related
 *   DATA_DIR=/tmp/x node --conditions=react-server server/bench/schedule.ts [ARTICLES] [--workers 1] [--kill-before MS]
 * With `--kill-before`, the worker that has prepared the articles is killed so many milliseconds before their time.
 * Deletes its articles in the end.
 */
const { values, positionals } = parseArgs({
  options: { workers: { type: "string", default: "1" }, "kill-before": { type: "string" } },
  allowPositionals: true,
});
const wanted = Number(positionals[0] ?? 1_000);
/** The worker starts before, with the time that it needs for a batch (`preparationMs`). */
const aheadMs = 70_000;

await withDatabase(async ({ db }) => {
  const [member] = await db
    .insert(members)
    .values({ name: "Banc", handle: `banc-${Date.now()}`, role: "editor", confirmedAt: new Date() })
    .returning({ id: members.id });
  const memberId = member?.id ?? 0;
  const [category] = await db.select({ id: categories.id }).from(categories).limit(1);
  const ids = await createBenchDrafts(db, memberId, {
    count: wanted,
    seed: Date.now() % 100_000,
    categoryId: category?.id,
  });
  await setArticleStatus(db, ids, "scheduled");
  const at = new Date(Date.now() + aheadMs);
  await db
    .insert(articleSchedules)
    .values(ids.map((articleId) => ({ articleId, scheduledBy: memberId, publishAt: at })));
  await db.execute(sql`analyze article_schedules`);
  const program = fileURLToPath(new URL("../testing/scheduler-process.ts", import.meta.url));
  const workers = new Map(
    Array.from({ length: Number(values.workers) }, (_, n) => {
      const name = `scheduler-${n}`;
      const worker = spawn(process.execPath, ["--conditions=react-server", program], {
        env: { ...process.env, PGAPPNAME: name },
        stdio: ["ignore", "ignore", "inherit"],
      });
      return [name, worker] as const;
    }),
  );
  try {
    if (values["kill-before"] !== undefined) {
      await setTimeout(at.getTime() - Number(values["kill-before"]) - Date.now());
      const preparing = await findPublishing(db, [...workers.keys()]);
      if (preparing === undefined) throw new Error("No worker has prepared the articles.");
      workers.get(preparing)?.kill("SIGKILL");
    }
    const seen: number[] = [];
    // The readers' view: what is published, polled every 20 ms.
    while (seen.length < ids.length && Date.now() < at.getTime() + 300_000) {
      const [row] = await db
        .select({ left: sql<number>`count(*)::int` })
        .from(articleSchedules)
        .where(inArray(articleSchedules.articleId, ids));
      const late = Date.now() - at.getTime();
      while (seen.length < ids.length - (row?.left ?? ids.length)) seen.push(late);
      await setTimeout(20);
    }
    const worst = seen.at(-1) ?? Number.NaN;
    console.log(
      `${seen.length} of ${ids.length} published; first after ${seen[0]} ms, half after ${seen[Math.floor(seen.length / 2)]} ms, worst drift ${worst} ms`,
    );
    if (seen.length < ids.length || worst >= 5_000) process.exitCode = 1;
  } finally {
    for (const worker of workers.values()) {
      worker.kill();
      if (worker.exitCode === null && worker.signalCode === null) await once(worker, "close");
    }
    await db.delete(articles).where(inArray(articles.id, ids));
    await db.update(members).set({ deletedAt: new Date() }).where(sql`${members.id} = ${memberId}`);
    await closeJobs();
  }
});
