/**
 * Returns the full name of a cookie. Over TLS it has a prefix that makes browsers refuse it from another host (`__Host-`, for the whole
 * site) or without TLS (`__Secure-`, with a path): RFC 6265bis, 4.1.3. Without TLS browsers would refuse the prefix itself.
 */
export function cookieName(name: string, options: { secure: boolean; path?: string }): string {
  if (!options.secure) return name;
  return `${(options.path ?? "/") === "/" ? "__Host-" : "__Secure-"}${name}`;
}
