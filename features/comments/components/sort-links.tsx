import { sortedThreadsPath, type ThreadSort } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";

const shownSorts = ["best", "newest", "oldest"] as const satisfies readonly ThreadSort[];

/** Links to the discussion in each order, the current one marked. */
export function SortLinks({ article, sort }: { article: string; sort: ThreadSort }) {
  const t = translator();
  return (
    <nav aria-label={t("comments.sort.label")} className="sort-links">
      <ul>
        {shownSorts.map((option) => (
          <li key={option}>
            <a
              href={`${sortedThreadsPath(article, option)}#comments`}
              rel={option === "oldest" ? undefined : "nofollow"}
              aria-current={option === sort ? "true" : undefined}
            >
              {t(`comments.sort.${option}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
