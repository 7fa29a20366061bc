import { eq } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Database } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { authors } from "#db/schema.ts";
import { announceFeedChanges } from "#features/articles/jobs.ts";
import { findPicture } from "#features/media/library/queries.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { type EditedAuthor, findAuthor } from "./queries.ts";
import type { AuthorInput } from "./schema.ts";

/** Identifies the state of the author that a form showed. */
export const authorVersion = ({ name, biography, portrait, fediverse }: EditedAuthor) =>
  hashVersion([name, biography, portrait, fediverse]);

/**
 * Changes an author's name, text, portrait or account; the address stays. Refused with `taxonomy.authorGone`,
 * `taxonomy.changed`, or beside the portrait. Saving an unchanged author records and invalidates nothing.
 */
export async function updateAuthor(
  db: Database,
  by: number,
  input: AuthorInput,
): Promise<Result<{ changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ changed: boolean }>> => {
    const author = await findAuthor(tx, input.id, true);
    if (!author) return refused("taxonomy.authorGone");
    if (authorVersion(author) !== input.version) return refused("taxonomy.changed", undefined, { name: author.name });
    const { name, biography, fediverse, portrait } = input;
    const next = { ...author, name, biography, fediverse, portrait };
    if (authorVersion(next) === input.version) return ok({ changed: false });
    if (portrait !== author.portrait && portrait !== "" && !(await findPicture(tx, portrait)))
      return refused("form.invalid", { portrait: "taxonomy.portraitGone" });
    await tx
      .update(authors)
      .set({ name, biography, fediverse, portraitMediaId: portrait || null })
      .where(eq(authors.id, author.id));
    await recordListChange(tx, "taxonomy.authors", [describeAuthor(author)], [describeAuthor(next)], by);
    const tags = [taxonomyCacheTags.author(author.handle), articleCacheTags.lists];
    await announceFeedChanges(tx, tags);
    await invalidateTags(tx, tags);
    return ok({ changed: true });
  });
}

const describeAuthor = ({ name, handle, biography, fediverse, portrait }: EditedAuthor) =>
  [`${name} (${handle})`, biography, fediverse, portrait].filter((part) => part !== "").join(" — ");
