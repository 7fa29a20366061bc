import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { createArchive } from "./create-archive.ts";
import { readArchive } from "./read-archive.ts";

const { sql, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-memory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const megabyte = 2 ** 20;
const tableMegabytes = 64;
/** Three parts of a table, a row that is larger, and what is compressed. */
const maxHeldMegabytes = 24;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** What is held after a collection, in megabytes, beside what was held at the start. */
function openGauge() {
  const held = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / megabyte;
  };
  const start = held();
  let most = 0;
  let since = 0;
  return {
    /** Measures every few megabytes. */
    passed(bytes: number) {
      since += bytes;
      if (since < 2 * megabyte) return;
      since = 0;
      most = Math.max(most, held() - start);
    },
    most: () => most,
  };
}

test("an archive is written and read with the same few megabytes, however large the tables are", async () => {
  // Random, so that compression does not make it small.
  await sql`
    insert into settings (key, value)
    select 'memory.' || n, to_jsonb((select string_agg(md5(random()::text), '') from generate_series(1, 32768) where n > 0))
    from generate_series(1, ${tableMegabytes}::int) as n`;
  const file = join(folder, "site.tar.zst");
  const writing = openGauge();
  const { stream } = createArchive({ url, storage: diskStorage(folder), dataDir: folder, pictures: "omitted" });
  const handle = await open(file, "w");
  for await (const chunk of stream) {
    await handle.writeFile(chunk);
    writing.passed(chunk.length);
  }
  await handle.close();
  expect(writing.most()).toBeGreaterThan(0);
  expect(writing.most()).toBeLessThan(maxHeldMegabytes);

  const reading = openGauge();
  let bytes = 0;
  await readArchive(
    createReadStream(file, { highWaterMark: megabyte }),
    {},
    {
      header: () => {},
      async table(_table, rows) {
        for await (const chunk of rows) {
          bytes += chunk.length;
          reading.passed(chunk.length);
        }
      },
      picture: async () => {},
      secret: () => {},
    },
  );
  expect(bytes).toBeGreaterThan(tableMegabytes * megabyte);
  expect(reading.most()).toBeGreaterThan(0);
  expect(reading.most()).toBeLessThan(maxHeldMegabytes);
});
