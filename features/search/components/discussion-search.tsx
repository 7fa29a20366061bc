import "./discussion-search.css";
import { translator } from "#i18n/translator.ts";
import { maxQueryLength } from "../rules.ts";
import { SearchIcon } from "./search-icon.tsx";

/** Smaller discussions are read, not searched. */
const minComments = 10;

/** Above the threads of a discussion: the form that searches its comments, on all of its pages. */
export function DiscussionSearch({ article, count }: { article: { slug: string }; count: number }) {
  const t = translator();
  if (count < minComments) return null;
  const label = t("search.discussion.label");
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers before 2023 do not know <search>
    <form role="search" aria-label={label} action="/search" className="discussion-search">
      <input type="hidden" name="discussion" value={article.slug} />
      <input
        type="search"
        name="q"
        maxLength={maxQueryLength}
        required
        aria-label={label}
        placeholder={label}
        enterKeyHint="search"
      />
      <button type="submit" aria-label={t("search.submit")}>
        <SearchIcon />
      </button>
    </form>
  );
}
