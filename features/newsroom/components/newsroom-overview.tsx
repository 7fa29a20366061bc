import { translator } from "#i18n/translator.ts";
import type { Overview } from "../list/overview.ts";
import { listPath } from "../list/rules.ts";
import { ArticleRows } from "./article-list.tsx";

/** Scheduled articles and the member's latest drafts. */
export function NewsroomOverview({ planned, underway }: Overview) {
  const t = translator();
  return (
    <>
      {planned.length > 0 && (
        <section className="admin-part" aria-labelledby="planned">
          <h2 id="planned">{t("newsroom.overview.scheduled")}</h2>
          <ArticleRows rows={planned} />
          <a href={listPath({ status: "scheduled" })}>{t("newsroom.overview.allScheduled")}</a>
        </section>
      )}
      <section className="admin-part" aria-labelledby="underway">
        <h2 id="underway">{t("newsroom.overview.inProgress")}</h2>
        {underway.length > 0 ? (
          <ArticleRows rows={underway} />
        ) : (
          <p className="admin-empty">{t("newsroom.overview.nothing")}</p>
        )}
        <a href={listPath({})}>{t("newsroom.overview.allArticles")}</a>
      </section>
    </>
  );
}
