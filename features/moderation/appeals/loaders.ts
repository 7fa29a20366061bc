import { database } from "#db/client.ts";
import type { Role } from "#features/members/rules.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { parseId } from "#lib/ids.ts";
import { type AppealView, findAppeal, listAppeals } from "./appeal-cases.ts";
import { checkAppealDecider } from "./queries.ts";
import { appealsPerPage } from "./rules.ts";

/**
 * Loads a page of appeals for the view and cursor of a URL. An unknown view means open appeals, an invalid cursor the
 * first page.
 */
export async function loadAppeals(params: { view: string | undefined; after: string | undefined }) {
  const view: AppealView = params.view === "ended" ? "ended" : "open";
  const after = parseId(params.after);
  const rows = await listAppeals(database(), { view, after });
  const shown = rows.slice(0, appealsPerPage);
  const next = rows.length > shown.length ? shown.at(-1)?.id : undefined;
  return { view, first: after === undefined, appeals: shown, next };
}

/** Loads an appeal, and whether the viewer may decide it: `refusal` says why not, `sole` that nobody else could. */
export async function loadAppeal(id: string, viewer: { id: number; role: Role }) {
  const appealId = parseId(id);
  const appeal = appealId === undefined ? undefined : await findAppeal(database(), appealId);
  if (!appeal) return undefined;
  const decider = await checkAppealDecider(database(), viewer, appeal.memberId, appeal.decision);
  return { appeal, refusal: decider.ok ? undefined : refusalMessage(decider), sole: decider.ok && decider.value.sole };
}
