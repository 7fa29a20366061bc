import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { syntheticExport } from "#features/wordpress/export/synthetic-testing.ts";
import type { ImportRunFigures } from "./import-child.ts";
import { runCommand } from "./run-command.ts";

/**
 * Measures an import: writes a synthetic export of a given size, imports it with the command line into an empty site in
 * its own folder, and prints articles per second, the peak memory of the importing process (PostgreSQL is another
 * process), and what each stage took of the processors: scanning, converting and writing, the related selections.
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
    // Without the related selections, which are computed when everything is written.
    articlesPerSecond: Math.round(count / first.seconds),
    first,
    again: { ...second, articlesPerSecond: Math.round(count / second.seconds) },
    shareOfTime: Math.round((100 * second.seconds) / first.seconds) / 100,
  };
  if (values.json) console.log(JSON.stringify(figures));
  else {
    console.log(
      `Import of ${figures.megabytes} MB, ${count} articles: ${first.seconds.toFixed(1)} s, ${figures.articlesPerSecond} articles/s, ` +
        `${first.memory} MB of memory at most. The same again, ${second.written} written: ${second.seconds.toFixed(1)} s, ` +
        `${figures.again.articlesPerSecond} articles/s, ${second.memory} MB.`,
    );
    printStages("First run", first.stages);
    printStages("Second run", second.stages);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function importOnce(file: string) {
  const { memory, output } = await runCommand(join(folder, "data"), [file], "server/bench/import-child.ts");
  const { stages, written } = JSON.parse(output) as ImportRunFigures;
  return { seconds: stages.scan.seconds + stages.write.seconds, memory, written, stages };
}

function printStages(run: string, stages: ImportRunFigures["stages"]): void {
  for (const [stage, { seconds, mainMs, threadsMs, postgresMs, waitingMs }] of Object.entries(stages))
    console.log(
      `${run}, ${stage}: ${seconds.toFixed(1)} s; processor ms: importing thread ${mainMs}, converting threads ${threadsMs}, ` +
        `PostgreSQL ${postgresMs}; waiting ${waitingMs} ms`,
    );
}
