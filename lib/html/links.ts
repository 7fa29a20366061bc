/** Schemes that a link may have; a relative address has none. */
export const linkProtocols = ["http", "https", "mailto"];

const schemes = new Set(linkProtocols.map((name) => `${name}:`));
const here = "https://relative.invalid";

/**
 * The address of a link if it may be kept, else undefined: http, https, mailto or relative, and one that browsers can read.
 * The check is the browser's own reading (WHATWG URL), so that whatever hides in it (tabs inside "java\tscript:") is seen as it would be.
 */
export function safeHref(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const href = value.replace(/[\t\n\r]/g, "").trim();
  if (href === "" || !URL.canParse(href, here)) return undefined;
  return schemes.has(new URL(href, here).protocol) ? href : undefined;
}

/** A text that is one whole http or https address ("//host/…": https) and nothing else, as a link may have it; else undefined. */
export function webHref(text: string): string | undefined {
  const whole = text.startsWith("//") ? `https:${text}` : text;
  return /^https?:\/\/\S+$/i.test(whole) && URL.canParse(whole) ? safeHref(whole) : undefined;
}

/** The address of one of our pictures (`/media/ID`) if it is one, else undefined. */
export function parseMediaSrc(value: unknown): string | undefined {
  return typeof value === "string" && /^\/media\/[a-f0-9]{24}$/.test(value) ? value : undefined;
}
