import type { TermKind } from "#features/taxonomy/rules.ts";
import { translator } from "#i18n/translator.ts";
import type { CountedTerm, RunningMerge } from "../queries.ts";
import { termAdminPath, termListPath } from "../rules.ts";
import { TaxonomyTabs } from "./taxonomy-tabs.tsx";

interface Props {
  kind: TermKind;
  words: string;
  terms: CountedTerm[];
  counts: Record<TermKind | "author", number>;
  next: string | undefined;
  first: boolean;
}

/** Categories or tags with the number of their articles, with a search, page by page. */
export function TermList({ kind, words, terms, counts, next, first }: Props) {
  const t = translator();
  return (
    <>
      <TaxonomyTabs current={kind} counts={counts} />
      <form action="/admin/taxonomy" className="admin-filters">
        <input type="hidden" name="kind" value={kind} />
        <label className="admin-filter-search">
          <span>{t("taxonomy.search")}</span>
          <input type="search" name="q" defaultValue={words} maxLength={200} />
        </label>
        <button type="submit" className="button">
          {t("taxonomy.find")}
        </button>
      </form>
      {terms.length === 0 && <p className="admin-empty">{t("taxonomy.noMatch")}</p>}
      <ul className="term-list">
        {terms.map(({ id, name, slug, published, articles }) => (
          <li key={id}>
            <a href={termAdminPath(kind, id)}>{name}</a>
            <span className="admin-slug">{slug}</span>
            <span className="term-count">
              {t("taxonomy.published", { count: published })}
              {articles > published && ` · ${t("taxonomy.unpublished", { count: articles - published })}`}
            </span>
          </li>
        ))}
      </ul>
      {(!first || next) && (
        <nav className="admin-pagination" aria-label={t("taxonomy.pages")}>
          {!first && <a href={termListPath(kind, { words })}>{t("taxonomy.first")}</a>}
          {next && (
            <a href={termListPath(kind, { words, after: next })} rel="next">
              {t("taxonomy.next")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

/** The progress of merges that a job continues. */
export function RunningMerges({ running }: { running: RunningMerge[] }) {
  const t = translator();
  return running.map(({ id, fromName, moved, total }) => (
    <p key={id} className="term-merging" role="status">
      {t.typeset("taxonomy.merging", { name: fromName, moved, total: Math.max(total, moved) })}
      <progress max={Math.max(total, 1)} value={moved} aria-hidden="true" />
    </p>
  ));
}
