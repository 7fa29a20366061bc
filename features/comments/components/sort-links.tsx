import { sortedThreadsPath, type ThreadSort, threadSorts } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";

/** Shows the current order of the threads and plain links to the other orders. */
export function SortLinks({ article, sort }: { article: string; sort: ThreadSort }) {
  const t = translator();
  return (
    <nav aria-label={t("comments.sort.label")} className="sort-links">
      <span>{t.typeset("comments.sort.first")}</span>
      <ul>
        {threadSorts.map((option) => (
          <li key={option}>
            <a
              href={`${sortedThreadsPath(article, option)}#comments`}
              rel={option === "oldest" ? undefined : "nofollow"}
              aria-current={option === sort ? "true" : undefined}
            >
              {t.typeset(`comments.sort.${option}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
