import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { sampleExport } from "../export/sample-testing.ts";
import type { ImportReport } from "../report.ts";
import { importFixtures } from "../testing.ts";
import { runImport } from "./run-import.ts";
import { listImportRuns, readImported, untimed } from "./testing.ts";

const { db, connection, clear, folder } = importFixtures();

/** An import whose process kills itself (`kill -9`) when it converts its group `killAt`, while others are written. */
const program = `
  import { database } from "#db/client.ts";
  import { convertItems } from "#features/wordpress/conversion/convert-items.ts";
  import { runImport } from "#features/wordpress/runs/run-import.ts";
  const [file, killAt] = process.argv.slice(-2);
  const seen = new Set();
  let groups = 0;
  const run = async ({ input }) => {
    const ids = input.items.map(({ xml }) => /<wp:post_id>(\\d+)/.exec(xml)[1]);
    // A group whose questions were answered comes again.
    if (!ids.some((id) => seen.has(id))) groups += 1;
    for (const id of ids) seen.add(id);
    if (groups === Number(killAt)) process.kill(process.pid, "SIGKILL");
    return { done: true, value: await convertItems(input) };
  };
  await runImport(database(), {
    file, unpackFolder: "/nonexistent", pool: { run }, store: async () => undefined, sizeOf: async () => undefined, pictureAddress: () => "",
  });
  process.exit(0);`;

/** Compiled code is kept, as by the launcher. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(process.cwd(), "node_modules", ".cache", "node") };

async function importInProcess(file: string, killAt: number): Promise<"killed" | "done"> {
  const options = ["--conditions=react-server", "--input-type=module", "-e", program, "--", file, String(killAt)];
  const child = spawn(process.execPath, options, { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code, signal] = await once(child, "exit");
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The import ended with ${code}.`);
  // What it had begun is committed or rolled back.
  await vi.waitUntil(
    async () => {
      const rows = await connection`
        select 1 from pg_stat_activity
        where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`;
      return rows.length === 0;
    },
    { timeout: 30_000 },
  );
  return signal === "SIGKILL" ? "killed" : "done";
}

const items = Array.from({ length: 420 }, (_, index) => ({
  id: index + 1,
  type: index < 30 ? "page" : "post",
  content: `Voir\n\n<a href="/?p=${((index * 7) % 420) + 1}">l’autre</a>\n\n<img src="/wp-content/uploads/x${index % 9}.png">`,
  status: index % 9 === 8 ? "draft" : "publish",
  categories: [`rubrique-${index % 4}`],
  tags: [`theme-${index % 60}`],
  comments:
    index % 3 === 0
      ? [
          { id: 10_000 + index * 10, content: "Un" },
          { id: 10_001 + index * 10, parent: 10_000 + index * 10, content: "Deux" },
        ]
      : [],
}));

/** Groups at which the process is killed: before the first batch, after the pages, and between batches. */
const moments = [1, 6, 7, 7, 8, 7];

test("an import whose process is killed again and again ends with the rows and the report of one that was not", async () => {
  const file = join(folder, "killed.xml");
  writeFileSync(file, sampleExport(items));
  const store = async () => {
    throw new Error("There are no pictures.");
  };
  const whole = await runImport(db, {
    file,
    unpackFolder: folder,
    store,
    sizeOf: async () => undefined,
    pictureAddress: () => "",
  });
  const wanted = await readImported(db);
  await clear();
  for (const killAt of moments) expect(await importInProcess(file, killAt)).toBe("killed");
  const positions = (await listImportRuns(db)).map(({ checkpoint }) => checkpoint as { position: number });
  expect(positions).toHaveLength(1);
  expect(positions[0]?.position).toBeGreaterThan(100);
  expect(await importInProcess(file, 0)).toBe("done");
  const [run] = await listImportRuns(db);
  expect(run?.state).toBe("done");
  expect(untimed(run?.report as ImportReport)).toEqual({ ...untimed(whole), users: undefined });
  expect(await readImported(db)).toEqual(wanted);
}, 480_000);
