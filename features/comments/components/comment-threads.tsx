import type { ReactNode } from "react";
import { Comment } from "#features/comments/components/comment.tsx";
import { LeaveComment } from "#features/comments/components/leave-comment.tsx";
import type { CommentShown } from "#features/comments/queries.ts";
import type { Threaded } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";

interface Props {
  /** The article's slug. */
  article: string;
  count: number;
  threads: Threaded<CommentShown>[];
  closed: boolean;
  /** Below the list: the way to further pages. */
  children?: ReactNode;
}

/** The discussion below an article. */
export function CommentThreads({ article, count, threads, closed, children }: Props) {
  const t = translator();
  return (
    <section id="comments" data-article={article} aria-labelledby="comments-heading" className="section">
      <h2 id="comments-heading" className="headline text-section">
        {t("comments.heading", { count })}
      </h2>
      {closed && <p className="mt-3 font-sans text-mute text-small">{t("comments.closed")}</p>}
      {!closed && <LeaveComment article={article} />}
      {threads.length > 0 ? (
        <ol className="threads">
          {threads.map((comment) => (
            <Comment key={comment.id} comment={comment} open={!closed} />
          ))}
        </ol>
      ) : (
        !closed && (
          <p className="mt-3 font-sans text-mute text-small">{t(count > 0 ? "comments.nonePage" : "comments.none")}</p>
        )
      )}
      {children}
    </section>
  );
}
