import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { toTextArray } from "#db/text-array.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import { chooseEncoding } from "#server/page-cache/encoding.ts";
import { etagOf, hashContent, matchesEtag } from "#server/page-cache/etag.ts";
import { clientAddress } from "../guard/client-address.ts";
import { FairConcurrencyLimit } from "../guard/fair-concurrency-limit.ts";
import { busyRetrySeconds, outageRetrySeconds } from "../guard/refusal.ts";
import { workerPath } from "../hydration/trusted-types.ts";
import type { Middleware } from "../page-server.ts";
import { removalScript, workerScript } from "./worker-script.ts";

const checkPath = "/offline/articles";

/** A worker asks once a minute at most, in a few requests; many readers may share a network. */
const rateLimit = { name: "offline", points: 600, seconds: 60 };
/** Statements at once: each takes a fraction of a millisecond. */
const maxPending = 16;
/** More than a browser keeps. */
const maxSlugs = 60;
const maxSlugLength = 200;

/** The worker runs nothing else and requests only from this site. */
const workerPolicy =
  "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const compress = promisify(gzip);

interface OfflineWorkerOptions {
  trustProxy: number;
  /** The project's folder, with `.next`. */
  folder: string;
}

/**
 * `/sw.js`, the service worker that keeps opened articles for reading without a network, or, if the site does not have
 * that (`site.offlineReading`), a script that removes it; and `/offline/articles?a=SLUG&a=…`, by which it learns which
 * of its articles are gone.
 */
export async function offlineWorker(db: Executor, { trustProxy, folder }: OfflineWorkerOptions): Promise<Middleware> {
  const buildId = await readFile(path.join(folder, ".next/BUILD_ID"), "utf8").catch(() => "");
  const pending = new FairConcurrencyLimit(maxPending);
  let last: { script: string; fingerprint: string; zipped: Promise<Buffer> } | undefined;

  async function currentScript() {
    const settings = await getSettings();
    const t = translator();
    const script =
      settings["site.offlineReading"] === 1
        ? workerScript({
            buildId,
            siteName: settings["site.name"],
            locale: siteLocale(),
            zone: settings["site.zone"],
            texts: { notice: t.typeset("offline.notice", { date: "{date}" }), intro: t.typeset("offline.intro") },
          })
        : removalScript;
    if (last?.script !== script) last = { script, fingerprint: hashContent(script), zipped: compress(script) };
    return last;
  }

  const sendScript: Middleware = async (req, res) => {
    const { script, fingerprint, zipped } = await currentScript();
    const encoding = chooseEncoding(req.headers["accept-encoding"], (one) => one !== "br");
    const headers = {
      "Cache-Control": "no-cache",
      ETag: etagOf(fingerprint, encoding),
      Vary: "Accept-Encoding",
      "Content-Security-Policy": workerPolicy,
    };
    if (matchesEtag(req.headers["if-none-match"], fingerprint)) {
      res.writeHead(304, headers).end();
      return true;
    }
    const body = encoding === "gzip" ? await zipped : Buffer.from(script);
    res.writeHead(200, {
      ...headers,
      ...(encoding === "gzip" ? { "Content-Encoding": "gzip" } : {}),
      "Content-Type": "text/javascript; charset=utf-8",
      "Content-Length": body.length,
    });
    res.end(req.method === "HEAD" ? undefined : body);
    return true;
  };

  /** What the worker is told. `status`: it changes nothing. */
  async function check(network: string, slugs: string[]) {
    if ((await getSettings())["site.offlineReading"] !== 1) return { enabled: false, gone: [] };
    if (slugs.length > maxSlugs || slugs.some((slug) => slug.length > maxSlugLength)) return { status: 400 };
    const wait = await consumeLocalRateLimit(rateLimit, `n:${network}`);
    if (wait > 0) return { status: 429, retryAfter: wait };
    const leave = pending.enter(network);
    if (!leave) return { status: 503, retryAfter: busyRetrySeconds };
    try {
      const rows = await db
        .select({ slug: articles.slug })
        .from(articles)
        .where(sql`${articles.slug} = any(${toTextArray(slugs)}) and ${articles.status} = 'published'`);
      const found = new Set(rows.map(({ slug }) => slug));
      return { enabled: true, gone: slugs.filter((slug) => !found.has(slug)) };
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      return { status: 503, retryAfter: outageRetrySeconds };
    } finally {
      leave();
    }
  }

  return async (req, res) => {
    const { path: address, query } = splitAddress(req.url ?? "");
    if (address !== workerPath && address !== checkPath) return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { Allow: "GET, HEAD", "Content-Length": "0" }).end();
      return true;
    }
    if (address === workerPath) return await sendScript(req, res);
    const answer = await check(clientAddress(req, trustProxy), new URLSearchParams(query).getAll("a"));
    if (res.destroyed) return true;
    const body = JSON.stringify(answer);
    res.writeHead("status" in answer && answer.status !== undefined ? answer.status : 200, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "Content-Length": Buffer.byteLength(body),
      ...("retryAfter" in answer ? { "Retry-After": answer.retryAfter } : {}),
    });
    res.end(req.method === "HEAD" ? undefined : body);
    return true;
  };
}

/** For the development server, which keeps nothing: removes a worker that a production site left at this address. */
export const workerRemoval: Middleware = async (req, res) => {
  if (splitAddress(req.url ?? "").path !== workerPath) return false;
  res.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache" });
  res.end(removalScript);
  return true;
};
