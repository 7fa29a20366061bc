/** The server waits 8 s for another site. */
const timeoutMs = 12_000;

/** Fetches what the server knows about an address; undefined if nothing, or if the request fails. */
export async function fetchLinkDetails(address: string): Promise<LinkDetails | undefined> {
  try {
    const response = await fetch("/admin/articles/address", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(address),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const described: LinkDetails | null = response.ok ? await response.json() : null;
    return described ?? undefined;
  } catch {
    return undefined;
  }
}

/** The target of an address, for a card: one of our articles, or a page of another site. */
export type LinkDetails =
  | { kind: "article"; id: number; slug: string; title: string }
  | { kind: "page"; title: string };
