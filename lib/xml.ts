/** An element, text, or nothing. Text is escaped when written, so it cannot inject markup. */
type XmlNode = XmlElement | string | number | undefined;

export interface XmlElement {
  name: string;
  attributes: Record<string, string | number | undefined>;
  children: XmlNode[];
}

/** Creates an element: `element("link", { href: "…" }, "text")`. Undefined attributes and children are left out. */
export function element(name: string, attributes: XmlElement["attributes"] = {}, ...children: XmlNode[]): XmlElement {
  return { name, attributes, children };
}

/** The document as text, with its declaration; to be sent as UTF-8. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}\n`;
}

/** An element as text, for a document that is written in pieces. */
export function xmlFragment(node: XmlElement): string {
  return write(node);
}

function write(node: XmlNode): string {
  if (node === undefined) return "";
  if (typeof node !== "object") return escapeXml(String(node));
  const attributes = Object.entries(node.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`)
    .join("");
  const content = node.children.map(write).join("");
  return content === "" ? `<${node.name}${attributes}/>` : `<${node.name}${attributes}>${content}</${node.name}>`;
}

// What XML 1.0 cannot carry even escaped (its production Char): most control characters, lone surrogates, U+FFFE and
// U+FFFF.
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** The text without the characters that XML cannot carry, for CDATA. */
export function dropIllegalXml(text: string): string {
  return text.replace(illegal, "");
}

/** Writes a text as CDATA, in several sections if it contains their end. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** Escapes text for XML 1.0, as content or between double quotes; characters that XML cannot carry are dropped. */
export function escapeXml(text: string): string {
  return dropIllegalXml(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}
