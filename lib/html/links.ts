/** Schemes that a link may have; a relative address has none. */
export const linkProtocols = ["http", "https", "mailto"];

const schemes = new Set(linkProtocols.map((name) => `${name}:`));
const here = "https://relative.invalid";

/**
 * Returns the address of a link if it is allowed, else undefined: http, https, mailto or relative, and readable by
 * browsers. The check uses the browser's own algorithm (WHATWG URL), so that disguises (tabs inside "java\tscript:")
 * are seen as a browser sees them.
 */
export function safeHref(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const href = value.replace(/[\t\n\r]/g, "").trim();
  if (href === "" || !URL.canParse(href, here)) return undefined;
  return schemes.has(new URL(href, here).protocol) ? href : undefined;
}

/**
 * Returns a text that is exactly one http or https address ("//host/…": https), in the form for a link; else undefined.
 */
export function webHref(text: string): string | undefined {
  const whole = text.startsWith("//") ? `https:${text}` : text;
  return /^https?:\/\/\S+$/i.test(whole) && URL.canParse(whole) ? safeHref(whole) : undefined;
}

/** Returns the address of one of our images (`/media/ID`) if it is one, else undefined. */
export function parseMediaSrc(value: unknown): string | undefined {
  return typeof value === "string" && /^\/media\/[a-f0-9]{24}$/.test(value) ? value : undefined;
}
