import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articleSchedules } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { type ArticleChange, readChangeNote } from "#features/corrections/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { mayPublish } from "#features/members/policy.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { deleteSchedule } from "../drafts/delete-schedule.ts";
import { lockDraft, type SavedDraft, type Writer, writeDraft } from "../drafts/mutations.ts";
import type { Draft } from "../drafts/queries.ts";
import { validateForPublishing } from "../drafts/slug.ts";
import { readChosenTime } from "./rules.ts";

/** Whether the article has anything to publish at a later time. */
export function isSchedulable({ status, differs }: Pick<Draft, "status" | "differs">): boolean {
  return status !== "withdrawn" && (status !== "published" || differs);
}

interface ScheduleInput {
  /** In the site's time zone: "2026-11-24T18:30". */
  local: string;
  /** The kind of an update; required for a published article. */
  change?: ArticleChange;
  /** For tests. */
  now?: Date;
}

/**
 * Schedules the publication of a draft, or of an update; replaces an earlier schedule. Whatever would prevent
 * publishing now is refused now. The draft's version increases, so that an open page learns of it. Refused with
 * `member.forbidden`, `newsroom.gone`, `newsroom.changed`, `newsroom.nothingToSchedule`, or beside fields.
 */
export async function scheduleDraft(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
  { local, change, now = new Date() }: ScheduleInput,
): Promise<Result<SavedDraft & { at: Date }>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft & { at: Date }>> => {
    const opened = await lockDraft(tx, editor, id, version);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    const isUpdate = draft.status === "published";
    if (!isSchedulable(draft)) return refused("newsroom.nothingToSchedule");
    const chosen = readChosenTime(local, (await readSettings(tx))["site.zone"], now);
    const fieldErrors = {
      ...(await validateForPublishing(tx, draft)),
      ...(chosen.ok ? {} : chosen.fields),
      // Required whatever has changed so far: the update publishes what is saved by then.
      ...(isUpdate && !change && { change: "correction.kindMissingPlanned" }),
    };
    if (!chosen.ok || Object.keys(fieldErrors).length > 0)
      return refused("form.invalid", fieldErrors, chosen.ok ? undefined : chosen.values);
    const note = isUpdate && change ? readChangeNote(change) : ok("");
    if (!note.ok) return note;
    const { at } = chosen.value;
    const row = {
      publishAt: at,
      scheduledBy: editor.id,
      failure: null,
      changeKind: (isUpdate && change?.kind) || "typo",
      changeNote: note.value,
      changeCredit: change?.credit ?? "",
    } as const;
    await tx
      .insert(articleSchedules)
      .values({ articleId: id, ...row })
      .onConflictDoUpdate({ target: articleSchedules.articleId, set: row });
    if (draft.status === "draft") await setArticleStatus(tx, [id], "scheduled");
    await recordActivity(tx, { kind: "scheduled", actorId: editor.id, subjectId: id });
    const saved = await writeDraft(
      tx,
      id,
      editor.id,
      draft.differs ? draft.content : null,
      version + 1,
      draft.lastPageKey,
    );
    return ok({ ...saved, at });
  });
}

/** Deletes a schedule: the article is a draft again, or its update unscheduled. Refused as `scheduleDraft` refuses. */
export async function unscheduleDraft(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const opened = await lockDraft(tx, editor, id, version);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    const [planned] = await tx.select().from(articleSchedules).where(eq(articleSchedules.articleId, id));
    if (!planned && draft.status !== "scheduled") return refused("newsroom.notScheduled");
    await deleteSchedule(tx, id);
    if (draft.status === "scheduled") await setArticleStatus(tx, [id], "draft");
    await recordActivity(tx, { kind: "unscheduled", actorId: editor.id, subjectId: id });
    return ok(
      await writeDraft(tx, id, editor.id, draft.differs ? draft.content : null, version + 1, draft.lastPageKey),
    );
  });
}
