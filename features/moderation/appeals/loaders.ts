import { database } from "#db/client.ts";
import type { Role } from "#features/members/rules.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { parseId } from "#lib/ids.ts";
import { type AppealView, findAppeal, listAppeals } from "./appeal-cases.ts";
import { checkAppealDecider, countOpenAppeals } from "./queries.ts";
import { appealsPerPage } from "./rules.ts";

/** How many appeals wait, for the navigation. */
export const loadOpenAppealCount = () => countOpenAppeals(database());

/** A page of appeals; view and cursor as the address says them (anything unknown: those that wait, from the first). */
export async function loadAppeals(given: { view: string | undefined; after: string | undefined }) {
  const view: AppealView = given.view === "ended" ? "ended" : "open";
  const after = parseId(given.after);
  const rows = await listAppeals(database(), { view, after });
  const here = rows.slice(0, appealsPerPage);
  const next = rows.length > here.length ? here.at(-1)?.id : undefined;
  return { view, first: after === undefined, appeals: here, next };
}

/** An appeal, and whether this moderator may decide it: why not, in a sentence, or whether they are the only one who could. */
export async function loadAppeal(id: string, viewer: { id: number; role: Role }) {
  const known = parseId(id);
  const appeal = known === undefined ? undefined : await findAppeal(database(), known);
  if (!appeal) return undefined;
  const may = await checkAppealDecider(database(), viewer, appeal.memberId, appeal.decision);
  return { appeal, barred: may.ok ? undefined : refusalMessage(may), sole: may.ok && may.value.sole };
}
