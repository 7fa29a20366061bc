import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import { readChangeNote } from "#features/corrections/mutations.ts";
import { listArticleCorrections } from "#features/corrections/queries.ts";
import { mayPublish } from "#features/members/policy.ts";
import { readSettings } from "#features/settings/queries.ts";
import { checkContent } from "../checklist/queries.ts";
import type { Finding } from "../checklist/rules.ts";
import type { ConfirmableAct } from "../rules.ts";
import { isSchedulable } from "../schedule/mutations.ts";
import { readChosenTime } from "../schedule/rules.ts";
import type { ArticleForm } from "../schema.ts";
import type { Writer } from "./mutations.ts";
import type { Draft } from "./queries.ts";
import { validateForPublishing } from "./slug.ts";

/** Reads the time that an editor chose, in the site's time zone. Refused as `readChosenTime` refuses. */
export async function readPublishTime(db: Executor, local: string) {
  return readChosenTime(local, (await readSettings(db))["site.zone"], new Date());
}

/** What a button submits, as far as it matters here. */
interface RequestedAct {
  act: string;
  /** The editor confirmed the act despite the findings. */
  force: boolean;
  publishAt: string;
  /** The kind of the update. */
  change?: string | undefined;
}

/**
 * Finds the act that an editor has to confirm before a first publication or any scheduling: the checklist has findings,
 * and nothing else prevents the act.
 */
export async function findActToConfirm(
  db: Executor,
  viewer: Writer,
  draft: Draft,
  request: RequestedAct,
): Promise<ConfirmableAct | null> {
  const { act, force, publishAt, change } = request;
  if (force || (act !== "publish" && act !== "schedule") || !mayPublish(viewer)) return null;
  if (act === "schedule" && draft.status === "published" && change === undefined) return null;
  const mayAct =
    act === "publish" ? isFirstPublication(draft) : isSchedulable(draft) && (await readPublishTime(db, publishAt)).ok;
  if (!mayAct || Object.keys(await validateForPublishing(db, draft)).length > 0) return null;
  return (await checkContent(db, draft.id, draft.content)).length > 0 ? act : null;
}

/**
 * Lists the findings of one draft of a bulk publication. None for a text that was published before, or that cannot be
 * published.
 */
export async function findFindingsBeforePublishing(db: Executor, draft: Draft): Promise<Finding[]> {
  if (!isFirstPublication(draft) || Object.keys(await validateForPublishing(db, draft)).length > 0) return [];
  return checkContent(db, draft.id, draft.content);
}

/** Whether publishing would be the article's first publication. A withdrawn article has been published before. */
function isFirstPublication({ status }: Pick<Draft, "status">): boolean {
  return status === "draft" || status === "scheduled";
}

/** Whether `page` has already done this act: a second click, or a lost response. */
export async function isRepeatedSubmission(
  db: Executor,
  { id, status, differs, lastPageKey }: Draft,
  page: string,
  { act, change, changeNote }: Pick<ArticleForm, "act" | "change" | "changeNote">,
): Promise<boolean> {
  if (act !== "publish" || status !== "published" || differs || lastPageKey !== page) return false;
  if (change === undefined || change === "typo") return true;
  const changeNoteResult = readChangeNote({ kind: change, note: changeNote });
  return (
    changeNoteResult.ok &&
    (await listArticleCorrections(db, id)).some(({ kind, note }) => kind === change && note === changeNoteResult.value)
  );
}

/**
 * Whether the scheduler published the article since the page of the editor who publishes or schedules it was rendered
 * (`seen`). The act is then an update, whose kind the editor has not chosen yet. If the published text is equal to the
 * draft, the page's own click published it.
 */
export function wasPublishedBySchedule(
  { status, differs }: Pick<Draft, "status" | "differs">,
  seen: ArticleStatus | undefined,
  act: string,
): boolean {
  const unseen = seen === "draft" || seen === "scheduled";
  return unseen && differs && status === "published" && (act === "publish" || act === "schedule");
}
