import { escapeHtml } from "#lib/html/escape-html.ts";

/** Elements that have no closing tag in HTML, or where XML syntax is read. */
const withoutClosingTag = new Set(
  "area base br col embed hr img input link meta param source track wbr svg math path".split(" "),
);
// Neither crosses a bracket, so no character is examined twice.
const selfClosedTag = /<([a-z][^<>]*)\/>/gi;
const emptyScript = /<script\b([^<>]*)>\s*<\/script\s*>/gi;

/**
 * Closes elements that Markdown plugins and editors of the XHTML years closed in their opening tag: `<script src="…" />`,
 * `<div />`, `<a name="x" />`. In HTML such a tag stays open, and a script or a frame would take the rest of the text.
 * The script of a gist becomes its address, alone in its paragraph.
 */
export function closeEmptyElements(html: string): string {
  if (!html.includes("/>") && !/<script\b/i.test(html)) return html;
  const closed = html.replace(selfClosedTag, (tag, inside: string) => {
    const name = /^[a-z0-9-]+/i.exec(inside)?.[0] ?? "";
    return isEmpty(name.toLowerCase(), inside.slice(name.length)) ? `<${inside}></${name}>` : tag;
  });
  return closed.replace(emptyScript, (script, attributes: string) => {
    const address = readGist(attributes);
    return address === undefined ? script : `<p>${escapeHtml(address)}</p>`;
  });
}

function isEmpty(name: string, attributes: string): boolean {
  if (withoutClosingTag.has(name)) return false;
  // A link that was meant to be empty has no address.
  if (name === "a" && /\bhref\s*=/i.test(attributes)) return false;
  // In `<a title=x/>` the slash is part of the value.
  const last = attributes.split(/[\s"']/).at(-1) ?? "";
  return !last.includes("=");
}

/** The address of a gist that a script shows: `https://gist.github.com/NAME/ID.js?file=x`. */
function readGist(attributes: string): string | undefined {
  const id = /gist\.github\.com\/((?:[\w-]{1,40}\/)?[0-9a-f]{1,40})\.js\b/i.exec(attributes)?.[1];
  return id === undefined ? undefined : `https://gist.github.com/${id}`;
}
