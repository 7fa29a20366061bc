import { translator } from "#i18n/translator.ts";
import { SearchField } from "./search-field.tsx";
import { SearchIcon } from "./search-icon.tsx";

/** The search in the header of every reader page: a field where there is room, else a link to the page with the field. */
export function HeaderSearch() {
  return (
    <div className="header-search">
      <SearchField id="header-search" variant="header" />
      <a className="search-link" href="/search" aria-label={translator()("search.submit")}>
        <SearchIcon />
      </a>
    </div>
  );
}
