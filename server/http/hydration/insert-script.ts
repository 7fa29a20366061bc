const headPattern = /<head\b[^<>]*>/;

/** Inserts a script at the start of a page's head; a page without a head is unchanged. */
export function insertFirstScript(html: string, script: string, nonce = ""): string {
  const head = headPattern.exec(html);
  if (!head) return html;
  const at = head.index + head[0].length;
  const open = nonce === "" ? "<script>" : `<script nonce="${nonce}">`;
  return `${html.slice(0, at)}${open}${script}</script>${html.slice(at)}`;
}

/** Inserts a script element at the end of a page's body; a page without one is unchanged. */
export function insertLastScript(html: string, element: string): string {
  const end = html.lastIndexOf("</body>");
  return end < 0 ? html : html.slice(0, end) + element + html.slice(end);
}
