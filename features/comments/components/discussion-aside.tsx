import type { ReactNode } from "react";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { CommentThread, PublicComment } from "../queries.ts";
import { findNewest, sortedThreadsPath } from "../rules.ts";
import { DiscussionNews } from "./discussion-news.client.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  count: number;
  threads: CommentThread[];
  /** The page shows all comments of the discussion. */
  isWhole: boolean;
  closed: boolean;
  /** The button that follows the discussion. */
  follow: ReactNode;
}

/** The anchors of /rules to which the short rules lead. */
const shortRules = [
  ["precise", "#topic"],
  ["sources", "#sources"],
  ["all", ""],
] as const;

/** Beside the discussion on wide screens, above it on others: what is new, the button that follows it, and three short rules. */
export function DiscussionAside({ article, count, threads, isWhole, closed, follow }: Props) {
  const t = translator();
  const newest = isWhole ? findNewest(threads) : undefined;
  return (
    <aside className="comments-aside" aria-label={t("comments.aside.label")}>
      <div>
        {count > 0 && (
          <DiscussionNews
            article={article}
            count={count}
            isWhole={isWhole}
            labels={{
              one: t.typeset("comments.visit.one", { when: "{when}" }),
              many: t.typeset("comments.visit.many", { when: "{when}" }),
              none: t.typeset("comments.visit.none", { when: "{when}" }),
              first: t("comments.visit.first"),
              newest: t("comments.visit.newest"),
            }}
          >
            <NewestComment article={article} newest={newest} />
          </DiscussionNews>
        )}
        {follow}
        {!closed && (
          <div className="short-rules">
            <h3>{t("comments.aside.rules")}</h3>
            <ul>
              {shortRules.map(([rule, anchor]) => (
                <li key={rule}>
                  <a href={`/rules${anchor}`}>{t(`comments.aside.${rule}`)}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </aside>
  );
}

/** When the newest comment was posted; on a page that may not have it, a link to the newest ones. */
function NewestComment({ article, newest }: { article: string; newest: PublicComment | undefined }) {
  const t = translator();
  if (!newest)
    return (
      <>
        <p>{t("comments.visit.part")}</p>
        <p>
          <a href={`${sortedThreadsPath(article, "newest")}#comments`} rel="nofollow">
            {t("comments.visit.newest")}
          </a>
        </p>
      </>
    );
  return (
    <>
      <p>
        {t("comments.visit.latest")} <FormattedDate at={newest.createdAt} style="long" absolute />
      </p>
      <p>
        <a href={`#comment-${newest.id}`}>{t("comments.visit.toLatest")}</a>
      </p>
    </>
  );
}
