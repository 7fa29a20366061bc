interface PaginationProps {
  page: number;
  pages: number;
  /** Returns the URL of a page: the first has no number. */
  hrefOf: (page: number) => string;
  labels: { navigation: string; previous: string; next: string; page: (page: number) => string; position: string };
}

/** Lists the page numbers to show: first, last and the neighbours; 0 means a gap. */
export function listShownPages(page: number, pages: number): number[] {
  const candidates = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const shown: number[] = [];
  for (const n of [...new Set(candidates)].sort((a, b) => a - b)) {
    const last = shown.at(-1) ?? 0;
    if (n - last === 2) shown.push(n - 1);
    else if (n - last > 2) shown.push(0);
    shown.push(n);
  }
  return shown;
}

/** The pagination of a list: previous, numbers, next, as plain links. Renders nothing for a single page. */
export function Pagination({ page, pages, hrefOf, labels }: PaginationProps) {
  if (pages <= 1) return null;
  return (
    <nav aria-label={labels.navigation} className="pagination">
      {page > 1 && (
        <a className="button" rel="prev" href={hrefOf(page - 1)}>
          {labels.previous}
        </a>
      )}
      <ul>
        {listShownPages(page, pages).map((n, index) =>
          n === 0 ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a gap is known by its place
            <li key={`gap-${index}`} aria-hidden="true">
              …
            </li>
          ) : (
            <li key={n}>
              <a href={hrefOf(n)} aria-label={labels.page(n)} aria-current={n === page ? "page" : undefined}>
                {n}
              </a>
            </li>
          ),
        )}
      </ul>
      <p>{labels.position}</p>
      {page < pages && (
        <a className="button" rel="next" href={hrefOf(page + 1)}>
          {labels.next}
        </a>
      )}
    </nav>
  );
}
