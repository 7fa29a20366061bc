import { discussionPath } from "#features/articles/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { CommentThread } from "../queries.ts";
import { countVisible } from "../rules.ts";

interface Props {
  /** The article's slug. */
  slug: string;
  /** The first threads, and how many comments and pages the discussion has. */
  threads: CommentThread[];
  count: number;
  pages: number;
}

/** Leads from the first threads, below the article, to the second page. */
export function MoreComments({ slug, threads, count, pages }: Props) {
  const t = translator();
  if (pages < 2) return null;
  // What a long thread has left is not on the next page.
  const isNextLast = pages === 2 && threads.every(({ continuesAfter }) => continuesAfter === undefined);
  const left = count - countVisible(threads);
  return (
    <p className="more-comments">
      <a className="button" href={`${discussionPath(slug)}/comments?page=2#comments`}>
        {isNextLast && left > 0 ? t("comments.moreLeft", { count: left }) : t("comments.more")}
      </a>
    </p>
  );
}
