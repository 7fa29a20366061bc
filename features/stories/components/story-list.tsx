import { translator } from "#i18n/translator.ts";
import type { CountedStory } from "../queries.ts";
import { storyAdminPath, storyListPath } from "../rules.ts";

interface Props {
  words: string;
  stories: CountedStory[];
  /** The id after which the next page begins. */
  next: number | undefined;
  isFirst: boolean;
}

/** Stories and series with the number of their articles, with a search, page by page. */
export function StoryList({ words, stories, next, isFirst }: Props) {
  const t = translator();
  const pageAt = (before?: number) => {
    const query = new URLSearchParams({ ...(words && { q: words }), ...(before && { before: String(before) }) });
    return query.size > 0 ? `${storyListPath}?${query}` : storyListPath;
  };
  return (
    <>
      <form action={storyListPath} className="admin-filters">
        <label className="admin-filter-search">
          <span>{t("stories.search")}</span>
          <input type="search" name="q" defaultValue={words} maxLength={200} />
        </label>
        <button type="submit" className="button">
          {t("taxonomy.find")}
        </button>
      </form>
      {stories.length === 0 && <p className="admin-empty">{words ? t("taxonomy.noMatch") : t("stories.none")}</p>}
      <ul className="term-list">
        {stories.map(({ id, name, kind, published, articles }) => (
          <li key={id}>
            <a href={storyAdminPath(id)}>{name}</a>
            <span>{t(`stories.kind.${kind}`)}</span>
            <span className="term-count">
              {t("taxonomy.published", { count: published })}
              {articles > published && ` · ${t("taxonomy.unpublished", { count: articles - published })}`}
            </span>
          </li>
        ))}
      </ul>
      {(!isFirst || next) && (
        <nav className="admin-pagination" aria-label={t("taxonomy.pages")}>
          {!isFirst && <a href={pageAt()}>{t("taxonomy.first")}</a>}
          {next && (
            <a href={pageAt(next)} rel="next">
              {t("taxonomy.next")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}
