import { env } from "../env.ts";
import { signText } from "../keyed-hash.ts";
import { ValkeyClient } from "./valkey-client.ts";

declare global {
  // One for each thread: the server's own modules and Next's bundle are two module graphs. Null without VALKEY_URL.
  var vigieValkey: ValkeyClient | null | undefined;
}

/** The thread's client of the Valkey at VALKEY_URL; null without one. It connects at the first call. */
export function valkey(): ValkeyClient | null {
  if (globalThis.vigieValkey === undefined) {
    const url = process.env.VALKEY_URL ?? "";
    globalThis.vigieValkey = url === "" ? null : new ValkeyClient({ url, prefix: siteKeyPrefix() });
  }
  return globalThis.vigieValkey;
}

/** Ends the thread's connection, if there is one. */
export function closeValkey(): void {
  globalThis.vigieValkey?.close();
}

/**
 * Separates the keys of sites that share a Valkey, and those of a copy of the site at another address. All instances of
 * a site have the same secret and address.
 */
function siteKeyPrefix(): string {
  return `vigie:${signText("valkey keys", env().SITE_URL).slice(0, 16)}:`;
}
