import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { type SampleItem, sampleExport } from "#features/wordpress/export/sample-testing.ts";
import { readImported } from "#features/wordpress/runs/testing.ts";
import { acquirePostgres } from "../postgres/database.ts";

/**
 * Kills an import (`kill -9`) at 20 moments from its scan to its end and continues it each time, then compares what is
 * in the database with an import that nobody disturbed. Exit code 1 if anything differs.
 *
 * node server/bench/import-kills.ts
 */
const folder = mkdtempSync(join(tmpdir(), "vigie-bench-kills-"));
const moments = [
  // Shares of the progress: the scan, the pages, the articles with their comments and pictures.
  ...[0.1, 0.4, 0.501, 0.51, 0.53, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1].map((share) => ({
    share,
  })),
  // Milliseconds after the last item: old addresses, cards and menus. Steps of the related selections.
  { afterMs: 5 },
  { afterMs: 60 },
  { relatedSteps: 1 },
  { relatedSteps: 300 },
];
try {
  const file = join(folder, "export.xml");
  await writeExport(file);
  const wanted = await importInto("whole", file, []);
  const found = await importInto("killed", file, moments);
  let isSame = true;
  for (const [name, content] of Object.entries(wanted)) {
    const isEqual = JSON.stringify(found[name]) === JSON.stringify(content);
    isSame &&= isEqual;
    const count = Array.isArray(content) ? content.length : content;
    if (!isEqual || Array.isArray(content)) console.log(`${isEqual ? "same" : "DIFFERENT"}: ${name}, ${count}`);
  }
  console.log(isSame ? "Everything is the same." : "There are differences.");
  process.exitCode = isSame ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function importInto(name: string, file: string, kills: object[]): Promise<Record<string, unknown>> {
  const dataDir = join(folder, name);
  const handle = await acquirePostgres({ dataDir });
  await migrate(handle.url, { say: () => {} });
  const connection = connect(handle.url, { max: 1 });
  try {
    for (const [index, kill] of kills.entries()) {
      const began = performance.now();
      const signal = await runChild(dataDir, file, kill);
      const [run] =
        await connection.sql`select checkpoint->>'position' as position from import_runs order by id desc limit 1`;
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      console.log(
        `${index + 1}. ${JSON.stringify(kill)}: ${signal ?? "ended"} after ${seconds} s, item ${run?.position}`,
      );
    }
    await runChild(dataDir, file, {});
    return { ...(await readImported(connection.db)), ...(await countRows(connection)) };
  } finally {
    await connection.close();
    await handle.release();
  }
}

async function runChild(dataDir: string, file: string, kill: object): Promise<string | null> {
  const parameters = [file, "--uploads", join(folder, "uploads"), "--kill", JSON.stringify(kill)];
  const child = spawn(process.execPath, ["server/bench/import-child.ts", ...parameters], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn", DATABASE_URL: "", DATABASE_DIRECT_URL: "" },
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The import ended with ${code}.`);
  return signal;
}

/** Rows of each table, without those of the runs themselves. */
async function countRows({ sql }: ReturnType<typeof connect>): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not in ('import_runs', 'search_changes', 'search_terms', 'search_progress') order by relname`;
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await sql`select count(*)::int as n from ${sql(name)}`;
    counts[`rows of ${name}`] = row?.n;
  }
  return counts;
}

async function writeExport(file: string): Promise<void> {
  mkdirSync(join(folder, "uploads"));
  const pictures: SampleItem[] = [];
  for (let index = 0; index < 20; index += 1) {
    const colour = { r: index * 12, g: 90, b: 200 - index * 9 };
    const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: colour } });
    writeFileSync(join(folder, "uploads", `p${index}.png`), await picture.png().toBuffer());
    pictures.push({
      id: 5_000 + index,
      type: "attachment",
      attachmentUrl: `https://blog.example/wp-content/uploads/p${index}.png`,
    });
  }
  const items: SampleItem[] = Array.from({ length: 500 }, (_, index) => ({
    id: index + 1,
    type: index < 40 ? "page" : "post",
    content: `Texte ${index} <a href="/?p=${((index * 7) % 500) + 1}">l’autre</a>\n\n<img src="/wp-content/uploads/p${Math.floor(index / 25)}.png">`,
    status: index % 9 === 8 ? "draft" : "publish",
    categories: [`rubrique-${index % 4}`],
    tags: [`theme-${index % 60}`],
    comments: [0, 1, 2].slice(index % 3).map((nth) => ({
      id: 10_000 + index * 10 + nth,
      content: `Avis ${nth}`,
      parent: nth === 0 ? 0 : 10_000 + index * 10 + nth - 1,
    })),
  }));
  const lines: SampleItem[] = Array.from({ length: 4 }, (_, index) => ({
    id: 6_000 + index,
    type: "nav_menu_item",
    menuOrder: index,
    terms: [{ taxonomy: "nav_menu", nicename: "principal", name: "Principal" }],
    meta: {
      _menu_item_type: "post_type",
      _menu_item_object: "page",
      _menu_item_object_id: String(index + 1),
      _menu_item_menu_item_parent: "0",
    },
  }));
  writeFileSync(file, sampleExport([...pictures, ...items, ...lines]));
}
