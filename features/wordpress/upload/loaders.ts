import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { env } from "#lib/env.ts";
import { refused } from "#lib/result.ts";
import { isImportLocked } from "../import-lock.ts";
import { findShownImport, listShownImports } from "./queries.ts";
import { maxActiveRuns } from "./rules.ts";

const runsPerPage = 20;

/** Refusals that the form without scripts carries in its address. */
const formRefusals = new Set([
  "import.sourceMissing",
  "import.sourceTwice",
  "import.empty",
  "import.noRoom",
  "import.cutShort",
  "import.options",
  "import.notAnExport",
  "import.tooMany",
  "import.severalNodes",
  "import.archiveBroken",
  "import.archiveEncrypted",
  "import.archiveWithoutExport",
  "import.notAnAddress",
  "import.addressWithPassword",
]);

/** Loads the page of imports: the form's choices, and the runs from the one after `before` on. */
export async function loadImports({ before, code }: { before: string | undefined; code: string | undefined }) {
  const from = before !== undefined && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : undefined;
  const runs = await listShownImports(database(), { before: from, limit: runsPerPage + 1 });
  const shown = runs.slice(0, runsPerPage);
  return {
    runs: shown,
    next: runs.length > runsPerPage ? shown.at(-1)?.id : undefined,
    isFirstPage: from === undefined,
    zones: Intl.supportedValuesOf("timeZone"),
    receivesFiles: !env().VIGIE_CLUSTER,
    refusal:
      code !== undefined && formRefusals.has(code)
        ? refusalMessage(refused(code, undefined, { max: maxActiveRuns, address: "…" }))
        : undefined,
  };
}

/**
 * Loads an import, and why it waits; 404 for an unknown id.
 * @param loadWorkerHealth tells whether background jobs run (features/jobs)
 */
export async function loadImportRun(idText: string, loadWorkerHealth: () => Promise<{ isAlive: boolean }>) {
  const db = database();
  const run = /^[1-9]\d{0,14}$/.test(idText) ? await findShownImport(db, Number(idText)) : undefined;
  if (!run) notFound();
  if (run.state !== "waiting") return { run, waitsFor: undefined };
  const isBlocked = await isImportLocked(db);
  const waitsFor: WaitsFor = isBlocked ? "other" : (await loadWorkerHealth()).isAlive ? "turn" : "worker";
  return { run, waitsFor };
}

/** What an import waits for: another one, its turn in a few seconds, or background jobs that do not run. */
export type WaitsFor = "other" | "turn" | "worker";
