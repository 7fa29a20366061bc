import "../cli/heap-settings.ts";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";

// As on the command line, modules are loaded once the heap's settings are made.
const { connect } = await import("#db/client.ts");
const { withImportLock } = await import("#features/wordpress/import-lock.ts");
const { importIntoSite } = await import("../cli/import-into-site.ts");
const { withDatabase } = await import("../cli/run-command.ts");
const { superuserAddress } = await import("../postgres/superuser-address.ts");
const { findPostmaster, processorTimeOfFamily } = await import("./processor-time.ts");

/** What one stage of an import took: seconds, and milliseconds of processors. */
export interface StageCosts {
  seconds: number;
  /** Of the importing thread: reading, answering lookups, writing. */
  mainMs: number;
  /** Of the threads that convert, and of Node's own (garbage collection). */
  threadsMs: number;
  /** Of all PostgreSQL processes. */
  postgresMs: number;
  /** In which the importing thread had nothing to do: it waits for the database or for the threads. */
  waitingMs: number;
}

export type ImportStage = "scan" | "write" | "related";

export interface ImportRunFigures {
  articles: number;
  written: number;
  stages: Record<ImportStage, StageCosts>;
}

/** When the process kills itself (import-kills.ts). */
interface KillMoment {
  share?: number;
  afterMs?: number;
  relatedSteps?: number;
}

/**
 * Run by import.ts and import-kills.ts in a process of its own: imports a file as the command line does, and measures its
 * stages.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { uploads: { type: "string" }, kill: { type: "string", default: "{}" } },
});
const [file = ""] = positionals;
const kill: KillMoment = JSON.parse(values.kill);
const killNow = () => process.kill(process.pid, "SIGKILL");

await withDatabase(async ({ db, url, env, signal }) => {
  const { sql, close } = connect(superuserAddress(env.DATA_DIR, url), { max: 1 });
  const postmaster = await findPostmaster(sql);
  await close();
  const read = () => {
    const { user, system } = process.threadCpuUsage();
    const all = process.cpuUsage();
    return {
      at: performance.now(),
      main: (user + system) / 1_000,
      all: (all.user + all.system) / 1_000,
      postgres: processorTimeOfFamily(postmaster),
      idle: performance.eventLoopUtilization().idle,
    };
  };
  const begun: [ImportStage, ReturnType<typeof read>][] = [["scan", read()]];
  const begin = (stage: ImportStage) => {
    if (!begun.some(([name]) => name === stage)) begun.push([stage, read()]);
  };
  const report = await withImportLock(url, () =>
    importIntoSite(
      db,
      env.DATA_DIR,
      {
        file,
        ...(values.uploads !== undefined && { uploads: values.uploads }),
        signal,
        // The file is read twice.
        onProgress: (done, total) => {
          if (done > total / 2) begin("write");
          if (kill.share !== undefined && done >= kill.share * total) killNow();
          if (kill.afterMs !== undefined && done === total) setTimeout(killNow, kill.afterMs);
        },
        onRelated: (done) => {
          begin("related");
          if (kill.relatedSteps !== undefined && done >= kill.relatedSteps) killNow();
        },
      },
      {},
    ),
  );
  const end = read();
  const costs = (stage: ImportStage): StageCosts => {
    const index = begun.findIndex(([name]) => name === stage);
    const from = begun[index]?.[1] ?? end;
    const to = (index < 0 ? undefined : begun[index + 1]?.[1]) ?? end;
    const main = to.main - from.main;
    return {
      seconds: (to.at - from.at) / 1_000,
      mainMs: Math.round(main),
      threadsMs: Math.round(to.all - from.all - main),
      postgresMs: Math.round(to.postgres - from.postgres),
      waitingMs: Math.round(to.idle - from.idle),
    };
  };
  const figures: ImportRunFigures = {
    articles: report.articles.new + report.articles.unchanged,
    written: report.articles.new + report.articles.changed,
    stages: { scan: costs("scan"), write: costs("write"), related: costs("related") },
  };
  console.log(JSON.stringify(figures));
});
