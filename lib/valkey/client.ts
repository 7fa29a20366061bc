import { env } from "../env.ts";
import { signText } from "../keyed-hash.ts";
import { ValkeyClient, type ValkeyFailure } from "./valkey-client.ts";

declare global {
  // One for each thread: the server's own modules and Next's bundle are two module graphs. Null without VALKEY_URL.
  var vigieValkey: ValkeyClient | null | undefined;
  var vigiePatientValkey: ValkeyClient | null | undefined;
}

/** The thread's client of the Valkey at VALKEY_URL; null without one. It connects at the first call. */
export function valkey(): ValkeyClient | null {
  if (globalThis.vigieValkey === undefined) globalThis.vigieValkey = openClient();
  return globalThis.vigieValkey;
}

/** How long a call may take that no page waits for (ms). */
const patientTimeoutMs = 1_000;

/** A second client, with a longer time limit and a circuit breaker of its own, for calls that no page waits for. */
export function patientValkey(): ValkeyClient | null {
  if (globalThis.vigiePatientValkey === undefined)
    globalThis.vigiePatientValkey = openClient({ timeoutMs: patientTimeoutMs, isQuiet: true });
  return globalThis.vigiePatientValkey;
}

/** How often a probe tries. */
const maxProbes = 3;

/**
 * Writes a key to Valkey over a connection of its own. Returns why that fails; undefined if it succeeds, or without a
 * VALKEY_URL. Takes three seconds at most.
 */
export async function probeValkey(): Promise<ValkeyFailure | undefined> {
  const client = openClient({ timeoutMs: patientTimeoutMs, isQuiet: true });
  if (!client) return undefined;
  try {
    for (let attempt = 0; attempt < maxProbes; attempt += 1) if ((await client.check()).isAvailable) return undefined;
    return client.findFailure(0) ?? "silent";
  } finally {
    client.close();
  }
}

function openClient(options: { timeoutMs?: number; isQuiet?: boolean } = {}): ValkeyClient | null {
  const url = process.env.VALKEY_URL ?? "";
  return url === "" ? null : new ValkeyClient({ url, prefix: siteKeyPrefix(), ...options });
}

/** Ends the thread's connections, if there are any. */
export function closeValkey(): void {
  globalThis.vigieValkey?.close();
  globalThis.vigiePatientValkey?.close();
}

/**
 * Separates the keys of sites that share a Valkey, and those of a copy of the site at another address. All instances of
 * a site have the same secret and address.
 */
function siteKeyPrefix(): string {
  return `vigie:${signText("valkey keys", env().SITE_URL).slice(0, 16)}:`;
}
