import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { refused } from "#lib/result.ts";
import { findShownImport, listShownImports } from "./queries.ts";
import { maxExportBytes } from "./rules.ts";

const runsPerPage = 20;

/** Refusals that the form without scripts carries in its address. */
const formRefusals = new Set([
  "import.fileMissing",
  "import.noRoom",
  "import.cutShort",
  "import.options",
  "import.notAnExport",
  "import.tooMany",
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
    refusal:
      code !== undefined && formRefusals.has(code)
        ? refusalMessage(refused(code, undefined, { gigabytes: maxExportBytes / 1e9 }))
        : undefined,
  };
}

/** Loads an import; 404 for an unknown id. */
export async function loadImportRun(idText: string) {
  const run = /^[1-9]\d{0,14}$/.test(idText) ? await findShownImport(database(), Number(idText)) : undefined;
  if (!run) notFound();
  return run;
}
