import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { maxQueryLength } from "../rules.ts";
import { SearchIcon } from "./search-icon.tsx";
import { SearchSuggestions } from "./suggestions.client.tsx";

interface Props {
  /** The id of the input; the form's is `search-form` on the page of results. */
  id: string;
  /** `header`: small, its button is an icon. `page`: the main field of a page. */
  variant: "header" | "page";
  formId?: string;
}

/**
 * The form that searches the site. It is a plain GET form: without JavaScript it leads to `/search?q=…`. The page server
 * writes the searched words into the field (server/http/search-pages.ts), so React must not know a value of it.
 */
export function SearchField({ id, variant, formId }: Props) {
  const t = translator();
  const isPage = variant === "page";
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers before 2023 do not know <search>
    <form
      id={formId}
      role="search"
      action="/search"
      method="get"
      className={isPage ? "search-field search-field-page" : "search-field"}
    >
      <label className="sr-only" htmlFor={id}>
        {t("search.label")}
      </label>
      <div className="search-box">
        {isPage && <SearchIcon />}
        <input
          id={id}
          type="search"
          name="q"
          maxLength={maxQueryLength}
          autoComplete="off"
          autoCapitalize="none"
          enterKeyHint="search"
          placeholder={isPage ? undefined : t("search.placeholder")}
        />
        <ErrorBoundary announcement="silent" fallback={null}>
          <SearchSuggestions
            inputId={id}
            labels={{
              list: t("search.suggestions.list"),
              groups: {
                articles: t("search.suggestions.articles"),
                terms: t("search.suggestions.terms"),
                people: t("search.suggestions.people"),
              },
              kinds: {
                category: t("search.suggestions.category"),
                tag: t("search.suggestions.tag"),
                author: t("search.suggestions.author"),
                source: t("search.suggestions.source"),
              },
              one: t("search.suggestions.one"),
              many: t("search.suggestions.many", { count: "{count}" }),
            }}
          />
        </ErrorBoundary>
      </div>
      {isPage ? (
        <button type="submit" className="button button-strong">
          {t("search.submit")}
        </button>
      ) : (
        <button type="submit" className="search-button" aria-label={t("search.submit")}>
          <SearchIcon />
        </button>
      )}
    </form>
  );
}
