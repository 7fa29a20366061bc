/**
 * The address at which a Mastodon server opens a new post; undefined if the text names no server.
 * @param server what the reader typed: "mastodon.social", "https://mastodon.social/", or an account "@ada@mastodon.social"
 */
export function mastodonShareUrl(server: string, text: string): string | undefined {
  const typed = server.trim().slice(0, 200);
  const host = typed.includes("://") ? typed : `https://${typed.slice(typed.lastIndexOf("@") + 1)}`;
  if (!URL.canParse(host)) return undefined;
  const { protocol, hostname, host: name } = new URL(host);
  if ((protocol !== "https:" && protocol !== "http:") || !/^[^.\s]+(?:\.[^.\s]+)+$/.test(hostname)) return undefined;
  return `https://${name}/share?${new URLSearchParams({ text })}`;
}
