import type { DescribedAddress } from "#features/newsroom/addresses/described-address.ts";

/** The server gives another site 8 s. */
const timeoutMs = 12_000;

/** Asks the site what an address leads to; undefined where that cannot be said, offline too. */
export async function fetchDescribedAddress(address: string): Promise<DescribedAddress | undefined> {
  try {
    const response = await fetch("/admin/articles/address", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(address),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const described: DescribedAddress | null = response.ok ? await response.json() : null;
    return described ?? undefined;
  } catch {
    return undefined;
  }
}
