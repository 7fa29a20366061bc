import { setTimeout as sleep } from "node:timers/promises";

/** What a client of the crawl is: its cookies and its network. */
export interface CrawlClient {
  headers: Record<string, string>;
}

export interface CrawlCounts {
  pages: number;
  requests: number;
  /** Requests without a response or with another status than the page had before, each with the reason. */
  failed: string[];
  /** Addresses below /_next/static that a page named and that were not there, each with the page. */
  missingFiles: string[];
}

const timeoutMs = 30_000;
/** In HTML and in the scripts and styles within it. */
const staticFile = /\/_next\/static\/[\w./~@-]+\.(?:js|css|woff2)(?:\?of=[\w%.~-]+)?/g;
/** The list in the loader of a reader page (server/http/hydration/hydration-data.ts). */
const deferredScripts = /let d=document,s=(\["[^\]]{0,20000}\])/;
const link = / href="(\/[^"#]*)/g;
/** Links that do something, or lead to a file. */
const noPage = /^\/(?:media|_next|api|logout)\b|\.(?:xml|json|csv|txt|svg|ico)$|\/(?:edit|feed)$/;

const decode = (text: string) => text.replaceAll("&amp;", "&");

/** What a page names, and what its loader adds at the first touch: addresses relative to the folder of the chunks. */
function filesOf(html: string): Set<string> {
  const names: string[] = JSON.parse(deferredScripts.exec(html)?.[1] ?? "[]");
  const deferred = names.map((name) => {
    const { pathname, search } = new URL(name, "http://site/_next/static/chunks/");
    return pathname + search;
  });
  return new Set([...[...html.matchAll(staticFile)].map(([address]) => decode(address)), ...deferred]);
}

const linksOf = (html: string) => new Set([...html.matchAll(link)].map(([, address = ""]) => decode(address)));

async function read(url: string, { headers }: CrawlClient): Promise<{ status: number; text: string; error: string }> {
  try {
    const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await response.text(), error: "" };
  } catch (error) {
    return { status: 0, text: "", error: explain(error) };
  }
}

const explain = (error: unknown): string =>
  error instanceof Error ? [error.message, error.cause ? explain(error.cause) : ""].filter(Boolean).join(": ") : "";

/** Follows the links of a site from its front page, and returns the pages that a client gets with 200, at most `max`. */
export async function findPages(site: string, client: CrawlClient, starts: readonly string[], max: number) {
  const found: string[] = [];
  const queue = [...starts];
  const seen = new Set(queue);
  for (let address = queue.shift(); address !== undefined && found.length < max; address = queue.shift()) {
    const { status, text } = await read(site + address, client);
    if (status !== 200) continue;
    found.push(address);
    for (const one of linksOf(text)) {
      if (seen.has(one) || noPage.test(one)) continue;
      seen.add(one);
      queue.push(one);
    }
  }
  return found;
}

/**
 * Requests pages in turn, and after each the scripts, styles and fonts that it names, over a connection of the balancer's
 * choice. `stop` ends it and resolves to what was counted.
 */
export function startPageCrawl(
  site: string,
  clients: readonly { client: CrawlClient; pages: readonly string[] }[],
  { pauseMs, phase }: { pauseMs: number; phase: () => string },
): { counts: CrawlCounts; stop(): Promise<void> } {
  const counts: CrawlCounts = { pages: 0, requests: 0, failed: [], missingFiles: [] };
  let isOver = false;
  const get = async (address: string, client: CrawlClient) => {
    counts.requests += 1;
    const response = await read(site + address, client);
    const isStatic = address.startsWith("/_next/static/");
    if (isStatic && response.status === 404) counts.missingFiles.push(`${address} (${phase()})`);
    else if (response.status !== 200)
      counts.failed.push(`${response.status} ${response.error} ${address} (${phase()})`);
    return response.text;
  };
  const running = clients.map(async ({ client, pages }) => {
    for (let n = 0; !isOver; n += 1) {
      const page = pages[n % pages.length] ?? "/";
      counts.pages += 1;
      const missing = counts.missingFiles.length;
      for (const file of filesOf(await get(page, client))) await get(file, client);
      for (let at = missing; at < counts.missingFiles.length; at += 1) counts.missingFiles[at] += ` of ${page}`;
      await sleep(pauseMs);
    }
  });
  return {
    counts,
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}
