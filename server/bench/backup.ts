import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { connect } from "#db/client.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { acquirePostgres } from "#server/postgres/database.ts";
import { type HttpLoadResult, runLoad } from "./http-load.ts";
import { runCommand } from "./run-command.ts";
import { startSite } from "./site.ts";

/**
 * Measures backup and restore of a corpus of a given size: bytes of rows and pictures per second, the peak memory of
 * the command, when each step of the restore began, and the latency of the front page before and during a backup. It
 * needs a built site. `--folder` keeps the corpus for the next run.
 *
 *   node server/bench/backup.ts [--articles N] [--comments N] [--pictures N] [--picture-bytes N] [--folder DIR] [--json]
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "10000" },
    comments: { type: "string", default: "100000" },
    pictures: { type: "string", default: "20000" },
    "picture-bytes": { type: "string", default: "1024" },
    connections: { type: "string", default: "16" },
    folder: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const folder = path.resolve(values.folder ?? mkdtempSync(path.join(tmpdir(), "vigie-bench-backup-")));
const dataDir = path.join(folder, "data");
/** Pictures inserted by one statement, and written at once. */
const batchSize = 500;
const megabyte = 1e6;

/** Adds pictures whose bytes cannot be compressed, with what `vigie check` expects of them. */
async function addPictures(count: number, bytes: number): Promise<void> {
  const handle = await acquirePostgres({ dataDir });
  const { sql, close } = connect(handle.url, { max: 2 });
  try {
    for (let done = 0; done < count; done += batchSize) {
      const pictures = Array.from({ length: Math.min(batchSize, count - done) }, () => {
        const content = randomBytes(bytes);
        return { content, id: createHash("sha256").update(content).digest("hex").slice(0, 24) };
      });
      await Promise.all(
        pictures.map(async ({ content, id }) => {
          const file = path.join(dataDir, "media", masterKey(id, "webp"));
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, content);
        }),
      );
      const ids = pictures.map(({ id }) => id);
      await sql`insert into media (id, format, width, height, bytes) select id, 'webp', 8, 8, ${bytes} from unnest(${ids}::text[]) as id`;
      await sql`insert into library_pictures (media_id, content_hash, search) select id, id, '' from unnest(${ids}::text[]) as id`;
    }
  } finally {
    await close();
    await handle.release();
  }
}

/** Loads an article's page until `until` is settled, and joins the periods into the worst p99 and the sum of the rest. */
async function loadWhile(url: string, until: Promise<unknown>): Promise<HttpLoadResult> {
  let running = true;
  const settled = until.finally(() => {
    running = false;
  });
  settled.catch(() => {});
  const periods: HttpLoadResult[] = [];
  while (running) periods.push(await runLoad({ url, seconds: 2, connections: Number(values.connections) }));
  await settled;
  return {
    requests: periods.reduce((sum, one) => sum + one.requests, 0),
    rate: periods.reduce((sum, one) => sum + one.rate, 0) / periods.length,
    p50: Math.max(...periods.map((one) => one.p50)),
    p99: Math.max(...periods.map((one) => one.p99)),
    failures: periods.reduce((sum, one) => sum + one.failures, 0),
  };
}

interface BackupReport {
  bytes: number;
  rows: number;
  databaseBytes: number;
  pictures: { count: number; bytes: number };
}

try {
  if (!existsSync(dataDir)) {
    const size = ["--articles", values.articles, "--comments", values.comments];
    await runCommand(dataDir, ["load", ...size]);
    await addPictures(Number(values.pictures), Number(values["picture-bytes"]));
  }
  const archive = path.join(folder, "backup.tar.zst");
  rmSync(archive, { force: true });

  const site = await startSite(dataDir);
  const page = new URL("/", site.url).href;
  await runLoad({ url: page, seconds: 5, connections: Number(values.connections) });
  const quiet = await loadWhile(page, new Promise((resolve) => setTimeout(resolve, 20_000)));
  const beside = runCommand(dataDir, ["backup", archive, "--json"]);
  const during = await loadWhile(page, beside);
  const besideReaders = await beside;
  await site.stop();
  rmSync(archive);

  const alone = await runCommand(dataDir, ["backup", archive, "--json"]);
  const report = JSON.parse(alone.output) as BackupReport;
  const bytes = report.databaseBytes + report.pictures.bytes;
  const target = path.join(folder, "restored");
  rmSync(target, { recursive: true, force: true });
  const restored = await runCommand(target, ["restore", archive, "--json"]);
  const figures = {
    rows: report.rows,
    rowMegabytes: Math.round(report.databaseBytes / megabyte),
    pictures: report.pictures.count,
    pictureMegabytes: Math.round(report.pictures.bytes / megabyte),
    archiveMegabytes: Math.round(report.bytes / megabyte),
    backup: toFigures(alone, bytes),
    backupBesideReaders: toFigures(besideReaders, bytes),
    restore: {
      ...toFigures(restored, bytes),
      result: JSON.parse(restored.output),
      steps: restored.steps.filter(({ line }) => !line.startsWith("Restore (")),
    },
    readers: { quiet, during, p99Ratio: Math.round((during.p99 / quiet.p99) * 100) / 100 },
  };
  console.log(JSON.stringify(figures, null, values.json ? 0 : 2));
} finally {
  if (!values.folder) rmSync(folder, { recursive: true, force: true });
}

function toFigures({ seconds, memory }: { seconds: number; memory: number }, bytes: number) {
  return { seconds: Math.round(seconds * 10) / 10, megabytesPerSecond: Math.round(bytes / megabyte / seconds), memory };
}
