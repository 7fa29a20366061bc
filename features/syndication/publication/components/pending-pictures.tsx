import { database } from "#db/client.ts";
import { translator } from "#i18n/translator.ts";
import { countPendingPictures } from "../queries.ts";

/** Tells the editor of an item's draft that pictures of the original are still being fetched, and what becomes of them. */
export async function PendingPictures({ articleId }: { articleId: number }) {
  const count = await countPendingPictures(database(), articleId);
  if (count === 0) return null;
  return (
    <p className="admin-intro" role="note">
      {translator().typeset("inbox.pendingPictures", { count })}
    </p>
  );
}
