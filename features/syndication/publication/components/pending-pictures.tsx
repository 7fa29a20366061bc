import { database } from "#db/client.ts";
import { translator } from "#i18n/translator.ts";
import { countPendingPictures } from "../queries.ts";

/** Says above an item's draft how many pictures of the original are still being fetched, and where they will be. */
export async function PendingPictures({ articleId }: { articleId: number }) {
  const count = await countPendingPictures(database(), articleId);
  if (count === 0) return null;
  return (
    <p className="admin-intro" role="note">
      {translator().typeset("inbox.pendingPictures", { count })}
    </p>
  );
}
