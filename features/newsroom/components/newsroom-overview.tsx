import { translator } from "#i18n/translator.ts";
import type { Overview } from "../list/overview.ts";
import { listAddress } from "../list/rules.ts";
import { ArticleTable } from "./article-list.tsx";

/** What is planned, and what one was at: where a day in the newsroom begins. */
export function NewsroomOverview({ planned, underway }: Overview) {
  const t = translator();
  return (
    <>
      {planned.length > 0 && (
        <section className="admin-part" aria-labelledby="planned">
          <h2 id="planned">{t("newsroom.overview.planned")}</h2>
          <ArticleTable rows={planned} />
          <a href={listAddress({ status: "scheduled" })}>{t("newsroom.overview.allPlanned")}</a>
        </section>
      )}
      <section className="admin-part" aria-labelledby="underway">
        <h2 id="underway">{t("newsroom.overview.underway")}</h2>
        {underway.length > 0 ? (
          <ArticleTable rows={underway} />
        ) : (
          <p className="admin-empty">{t("newsroom.overview.nothing")}</p>
        )}
        <a href={listAddress({})}>{t("newsroom.overview.all")}</a>
      </section>
    </>
  );
}
