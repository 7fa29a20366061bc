import { searchIconPath } from "./search-icon-path.ts";

/** A magnifying glass; the text beside it, or the name of its link or button, says the same. */
export function SearchIcon() {
  return (
    <svg className="search-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={searchIconPath} fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />
    </svg>
  );
}
