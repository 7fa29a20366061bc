import type { OmissionCounter } from "./conversion-report.ts";

interface Segment {
  html: string;
  /** Written in the classic editor: blank lines separate paragraphs. */
  classic: boolean;
}

/** Blocks without text that the theme renders at each view; they would only clutter the report. */
const themeBlocks = new Set(["spacer", "separator", "more", "nextpage", "paragraph"]);

/**
 * Removes the block editor's comments (`<!-- wp:… -->`) and keeps their HTML. Text outside every block was written in
 * the classic editor. Blocks without HTML of their own (lists of posts, menus …) are counted in the notes as
 * `block:NAME`, unless `renderedHtml` has what they would show, which is inserted once and taken out of it.
 */
export function splitBlocks(
  content: string,
  notes: OmissionCounter,
  renderedHtml = new Map<string, string>(),
): Segment[] {
  if (!content.includes("<!-- wp:") && !content.includes("<!-- /wp:")) return [{ html: content, classic: true }];
  const segments: Segment[] = [];
  let depth = 0;
  let from = 0;
  const push = (html: string) => {
    if (html.trim() === "") return;
    const last = segments.at(-1);
    if (last && !last.classic && depth > 0) last.html += `\n${html}`;
    else segments.push({ html, classic: depth === 0 });
  };
  for (let start = content.indexOf("<!--"); start >= 0; start = content.indexOf("<!--", start)) {
    const end = content.indexOf("-->", start);
    if (end < 0) break;
    const mark = /^<!--\s*(\/)?wp:([a-z0-9/_-]+)([\s\S]*)$/.exec(content.slice(start, end));
    if (!mark) {
      start = end + 3;
      continue;
    }
    push(content.slice(from, start));
    start = end + 3;
    from = start;
    if (mark[1]) depth = Math.max(0, depth - 1);
    else if (mark[3]?.trimEnd().endsWith("/")) {
      const name = (mark[2] ?? "").replace(/^core\//, "");
      const html = renderedHtml.get(name);
      renderedHtml.delete(name);
      if (html !== undefined) segments.push({ html, classic: false });
      else if (!themeBlocks.has(name)) notes.add(`block:${name}`);
    } else depth += 1;
  }
  push(content.slice(from));
  return segments;
}
