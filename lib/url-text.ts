/** Decodes percent-escapes; returns the text itself if they are malformed. */
export function decodePercentEncoding(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The name of the file at an address, without percent-escapes; "" if there is none. */
export function fileNameOf(address: string): string {
  return decodePercentEncoding(address.split(/[?#]/)[0]?.split("/").at(-1) ?? "");
}

/** Identifies a file on the web: its address without scheme, "www." and the query, in which hosts count downloads. */
export function withoutSchemeAndQuery(address: string): string {
  return address.replace(/^https?:\/\/(?:www\.)?/i, "").split(/[?#]/)[0] ?? "";
}

/** An address or path without trailing slashes. */
export function withoutTrailingSlashes(address: string): string {
  return address.replace(/(?<!\/)\/+$/, "");
}
