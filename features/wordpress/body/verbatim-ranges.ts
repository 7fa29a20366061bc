export interface Range {
  start: number;
  end: number;
}

/**
 * Finds the ranges of comments and of the elements that `opening` matches (its first group is the name), in order, in
 * one pass.
 */
export function findVerbatimRanges(html: string, opening: RegExp): Range[] {
  const finder = new RegExp(`${opening.source}|<!--`, "gi");
  const ranges: Range[] = [];
  for (let match = finder.exec(html); match; match = finder.exec(html)) {
    const close = match[1] === undefined ? /-->/g : new RegExp(`</${match[1]}\\s*>`, "gi");
    close.lastIndex = finder.lastIndex;
    const end = close.exec(html) ? close.lastIndex : html.length;
    ranges.push({ start: match.index, end });
    finder.lastIndex = end;
  }
  return ranges;
}
