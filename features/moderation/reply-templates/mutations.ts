import { count, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { replyTemplates } from "#db/schema.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Locale } from "#i18n/translator.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { listPresetTemplates } from "./presets.ts";
import { type CurrentTemplate, lockReplyTemplate } from "./queries.ts";
import { maxReplyTemplates } from "./rules.ts";
import type { TemplateInput } from "./schema.ts";

/** "templates" in ASCII, as a number: two moderators at once must not exceed the limit. */
const templatesLockId = 8_386_656_173;

/** Stores a new template. Refused if there are too many, or one has the title already. */
export function createReplyTemplate(db: Database, by: number, input: TemplateInput): Promise<Result<{ id: number }>> {
  return refuseTakenTitle(() =>
    db.transaction(async (tx): Promise<Result<{ id: number }>> => {
      const wrong = await refuseUnknownRule(tx, input.reason);
      if (wrong) return wrong;
      await tx.execute(sql`select pg_advisory_xact_lock(${templatesLockId})`);
      const [known] = await tx.select({ total: count() }).from(replyTemplates);
      if ((known?.total ?? 0) >= maxReplyTemplates)
        return refused("replyTemplates.tooMany", undefined, { max: maxReplyTemplates });
      const [row] = await tx
        .insert(replyTemplates)
        .values({ ...input, updatedBy: by })
        .returning({ id: replyTemplates.id });
      if (!row) throw new Error("The template was not stored.");
      return ok(row);
    }),
  );
}

/** Changes a template. Refused with what somebody else wrote meanwhile, whose version a second attempt may replace. */
export function updateReplyTemplate(
  db: Database,
  by: number,
  { id, version, ...input }: TemplateInput & { id: number; version: string },
): Promise<Result<undefined>> {
  return refuseTakenTitle(() =>
    db.transaction(async (tx): Promise<Result<undefined>> => {
      const current = await lockReplyTemplate(tx, id);
      if (!current) return refused("replyTemplates.gone");
      if (current.version !== version) return conflictWith(current);
      const wrong = await refuseUnknownRule(tx, input.reason, current.reason);
      if (wrong) return wrong;
      await tx
        .update(replyTemplates)
        .set({ ...input, updatedBy: by, updatedAt: sql`now()` })
        .where(eq(replyTemplates.id, id));
      return ok(undefined);
    }),
  );
}

/** Deletes a template. Refused if somebody changed it since it was shown; one that is gone already is no error. */
export function deleteReplyTemplate(
  db: Database,
  { id, version }: { id: number; version: string },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const current = await lockReplyTemplate(tx, id);
    if (current && current.version !== version) return conflictWith(current);
    await tx.delete(replyTemplates).where(eq(replyTemplates.id, id));
    return ok(undefined);
  });
}

/** Adds the templates of a new site whose titles are not taken. */
export async function addPresetTemplates(tx: Executor, locale?: Locale): Promise<void> {
  await tx.insert(replyTemplates).values(listPresetTemplates(locale)).onConflictDoNothing();
}

function conflictWith(current: CurrentTemplate): Refusal {
  const by = current.by === null ? "nobody" : "member";
  return { ...refused("replyTemplates.conflict", undefined, { by, name: current.by ?? "" }), currentState: current };
}

/** A rule that the site has removed since may stay. */
async function refuseUnknownRule(tx: Executor, reason: string | null, before: string | null = null) {
  if (reason === null || reason === before) return undefined;
  const known = listCommunityRules(await readSettings(tx)).some(({ anchor }) => anchor === reason);
  return known ? undefined : refused("form.invalid", { reason: "moderation.reasonUnknown" });
}

async function refuseTakenTitle<T>(store: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await store();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refused("form.invalid", { title: "replyTemplates.titleTaken" });
  }
}
