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

/** The moment that an editor chose, by the site's clock; refused as `readChosenTime`. */
export async function readPublishTime(db: Executor, local: string) {
  return readChosenTime(local, (await readSettings(db))["site.zone"], new Date());
}

/** What a button says, as far as it matters here. */
interface RequestedAct {
  act: string;
  /** "All the same". */
  anyway: boolean;
  publishAt: string;
  /** What an update is. */
  change?: string | undefined;
}

/**
 * What an editor is asked about once, before readers get a text for the first time or anything is planned: something is worth a look, and
 * nothing else forbids it.
 */
export async function findActToConfirm(
  db: Executor,
  viewer: Writer,
  desk: Draft,
  deed: RequestedAct,
): Promise<ConfirmableAct | null> {
  const { act, anyway, publishAt, change } = deed;
  if (anyway || (act !== "publish" && act !== "schedule") || !mayPublish(viewer)) return null;
  if (act === "schedule" && desk.status === "published" && change === undefined) return null;
  const asking =
    act === "publish" ? isFirstPublication(desk) : isSchedulable(desk) && (await readPublishTime(db, publishAt)).ok;
  if (!asking || Object.keys(await validateForPublishing(db, desk)).length > 0) return null;
  return (await checkContent(db, desk.id, desk.content)).length > 0 ? act : null;
}

/** What is worth a look in one of many texts that are published together: nothing of a text that readers have had, or that cannot go out. */
export async function findFindingsBeforePublishing(db: Executor, desk: Draft): Promise<Finding[]> {
  if (!isFirstPublication(desk) || Object.keys(await validateForPublishing(db, desk)).length > 0) return [];
  return checkContent(db, desk.id, desk.content);
}

/** Whether readers would get it for the first time, as far as an editor has not decided otherwise of it. */
function isFirstPublication({ status }: Pick<Draft, "status">): boolean {
  return status === "draft" || status === "scheduled";
}

/** Whether `page` has done this already: a second click, or a lost response. */
export async function isRepeatedSubmission(
  db: Executor,
  { id, status, differs, lastPageKey }: Draft,
  page: string,
  { act, change, changeNote }: Pick<ArticleForm, "act" | "change" | "changeNote">,
): Promise<boolean> {
  if (act !== "publish" || status !== "published" || differs || lastPageKey !== page) return false;
  if (change === undefined || change === "typo") return true;
  const said = readChangeNote({ kind: change, note: changeNote });
  return (
    said.ok && (await listArticleCorrections(db, id)).some(({ kind, note }) => kind === change && note === said.value)
  );
}

/**
 * Whether the clock published a text since the page of whoever wants to publish or plan it was drawn (`seen`): what they mean is then an
 * update, of which they have not said yet what it is. A text that readers have as it is was published by the page's own click.
 */
export function wasPublishedBySchedule(
  { status, differs }: Pick<Draft, "status" | "differs">,
  seen: ArticleStatus | undefined,
  act: string,
): boolean {
  const unseen = seen === "draft" || seen === "scheduled";
  return unseen && differs && status === "published" && (act === "publish" || act === "schedule");
}
