import { translator } from "#i18n/translator.ts";
import type { loadAuthors } from "../authors/loaders.ts";
import { authorAdminPath, authorListPath } from "../authors/rules.ts";
import { TaxonomyTabs } from "./taxonomy-tabs.tsx";

interface Props extends Awaited<ReturnType<typeof loadAuthors>> {
  words: string;
  first: boolean;
}

/** Authors with the number of their published articles, with a search, page by page. */
export function AuthorList({ authors, counts, words, next, first }: Props) {
  const t = translator();
  return (
    <>
      <TaxonomyTabs current="author" counts={counts} />
      <form action={authorListPath()} className="admin-filters">
        <label className="admin-filter-search">
          <span>{t("taxonomy.search")}</span>
          <input type="search" name="q" defaultValue={words} maxLength={200} />
        </label>
        <button type="submit" className="button">
          {t("taxonomy.find")}
        </button>
      </form>
      {authors.length === 0 && <p className="admin-empty">{t("taxonomy.noMatch")}</p>}
      <ul className="term-list">
        {authors.map(({ id, name, handle, published }) => (
          <li key={id}>
            <a href={authorAdminPath(id)}>{name}</a>
            <span className="admin-slug">{handle}</span>
            <span className="term-count">{t("taxonomy.published", { count: published })}</span>
          </li>
        ))}
      </ul>
      {(!first || next) && (
        <nav className="admin-pagination" aria-label={t("taxonomy.pages")}>
          {!first && <a href={authorListPath({ words })}>{t("taxonomy.first")}</a>}
          {next && (
            <a href={authorListPath({ words, after: next })} rel="next">
              {t("taxonomy.next")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}
