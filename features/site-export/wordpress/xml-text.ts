import { cdata, dropIllegalXml } from "#lib/xml.ts";

/**
 * Writes a text as CDATA, as WordPress's own exporter does: parsers of its importer look for it. Characters that XML
 * cannot carry are dropped.
 */
export function textSection(text: string): string {
  return cdata(dropIllegalXml(text));
}

/** Writes an element whose content is text. */
export function textElement(name: string, text: string | number): string {
  return `<${name}>${typeof text === "number" ? text : textSection(text)}</${name}>`;
}

/** Writes a custom field of a post. */
export function postMeta(key: string, value: string | number): string {
  return `<wp:postmeta>${textElement("wp:meta_key", key)}${textElement("wp:meta_value", String(value))}</wp:postmeta>\n`;
}
