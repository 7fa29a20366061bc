import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { syntheticExport } from "#features/wordpress/export/synthetic-testing.ts";
import { runCommand } from "./run-command.ts";

/**
 * Measures an import: writes a synthetic export of a given size, imports it with the command line into an empty site in
 * its own folder, and prints articles per second and the peak memory of the importing process (PostgreSQL is another
 * process).
 *
 * node server/bench/import.ts --megabytes 100 [--json]
 */
const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "100" }, json: { type: "boolean", default: false } },
});
const folder = mkdtempSync(join(tmpdir(), "vigie-bench-import-"));
try {
  const file = join(folder, "export.xml");
  const stream = createWriteStream(file);
  let count = 0;
  for (const { text, articles } of syntheticExport({ bytes: Number(values.megabytes) * 1_000_000, seed: 1 })) {
    count = articles;
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);

  const first = await importOnce(file);
  const second = await importOnce(file);
  const figures = {
    megabytes: Math.round(statSync(file).size / 1e5) / 10,
    articles: count,
    seconds: first.seconds,
    relatedSeconds: first.relatedSeconds,
    articlesPerSecond: Math.round(count / (first.seconds - first.relatedSeconds)),
    largestMemoryMb: first.memory,
    again: {
      seconds: second.seconds,
      articlesPerSecond: Math.round(count / second.seconds),
      largestMemoryMb: second.memory,
    },
  };
  if (values.json) console.log(JSON.stringify(figures));
  else
    console.log(
      `Import of ${figures.megabytes} MB, ${count} articles: ${(first.seconds - first.relatedSeconds).toFixed(1)} s, ${figures.articlesPerSecond} articles/s ` +
        `(then ${first.relatedSeconds.toFixed(1)} s for the related selections), ` +
        `${first.memory} MB of memory at most. The same again, nothing new: ${second.seconds.toFixed(1)} s, ${figures.again.articlesPerSecond} articles/s, ${second.memory} MB.`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function importOnce(file: string): Promise<{ seconds: number; relatedSeconds: number; memory: number }> {
  const { memory, output } = await runCommand(join(folder, "data"), ["import", "wordpress", file, "--json"]);
  const { seconds, relatedSeconds } = JSON.parse(output) as { seconds: number; relatedSeconds: number };
  return { seconds, relatedSeconds, memory };
}
