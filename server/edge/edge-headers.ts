import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Availability } from "#db/database-watch.ts";
import type { Env } from "#lib/env.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { ChangeFollower } from "../page-cache/follow-changes.ts";
import type { PageKey } from "../page-cache/key.ts";
import type { CachedPage } from "../page-cache/page.ts";
import { signInPages } from "../page-cache/shared-routes.ts";
import { type EdgeName, edgeResponses } from "./edge-services.ts";
import { surrogateKey } from "./surrogate-keys.ts";

/** The header in which the edge sends EDGE_SECRET. */
const secretHeader = "x-edge-secret";

/** The headers that caches read, beside `Cache-Control`, on responses that they may not keep. */
const refusalHeaders = ["CDN-Cache-Control", "Surrogate-Control"];

/** The site's cookies of members and of visitors who have just changed something. */
const memberCookie = /(?:^|;\s*)(?:__Host-)?vigie_(?:session|hint|commit)/;

/**
 * How old the last complete read of the change log may be (ms). A page that is sent by a process that read it later
 * contains what was committed a second before, and the edge purges until two seconds after a commit.
 */
const maxReadAgeMs = 1_000;

/** On which data a page depends, and for how long it stays valid (ms). */
export interface PageValidity {
  tags: readonly string[];
  remainingMs: number;
}

interface EdgeHeadersOptions {
  service: EdgeName;
  secret: string;
  /** Whether this process has read all changes that were committed more than a second ago. */
  isCurrent(): boolean;
}

/**
 * Tells a trusted edge (EDGE) what it may keep. Only a request with EDGE_SECRET is from the edge; every other response is
 * what it is without an edge. A response from which nobody says otherwise may not be kept.
 */
export class EdgeHeaders {
  readonly #service: (typeof edgeResponses)[EdgeName];
  readonly #secret: Buffer;
  readonly #isCurrent: () => boolean;
  readonly #trusted = new WeakSet<IncomingMessage>();
  /** The keys of a page's tags, joined; undefined if they are too long for the header. */
  readonly #keys = new WeakMap<readonly string[], string | undefined>();

  constructor({ service, secret, isCurrent }: EdgeHeadersOptions) {
    this.#service = edgeResponses[service];
    this.#secret = digest(secret);
    this.#isCurrent = isCurrent;
  }

  /** Recognises a request of the edge, whose response it may not keep unless one of the methods below says so. */
  begin(req: IncomingMessage, res: ServerResponse): void {
    const secret = req.headers[secretHeader];
    if (secret === undefined) return;
    // Nothing behind this may log it or pass it on.
    delete req.headers[secretHeader];
    if (typeof secret !== "string" || !timingSafeEqual(digest(secret), this.#secret)) return;
    this.#trusted.add(req);
    for (const name of refusalHeaders) res.setHeader(name, "no-store");
  }

  /** The response's own `Cache-Control` counts: it is a file whose address changes with its content. */
  permitFile(req: IncomingMessage, res: ServerResponse): void {
    if (this.#trusted.has(req)) for (const name of refusalHeaders) res.removeHeader(name);
  }

  /**
   * Lets the edge keep a page that is being sent, if it is the same for everyone, lacks no change, and can be purged.
   * `find`
   * returns undefined for a page that lacks a change or has expired. If the response has a `Cache-Control` then, it counts
   * instead of the page's.
   */
  permitPage(
    req: IncomingMessage,
    res: ServerResponse,
    key: PageKey,
    page: CachedPage,
    find: () => PageValidity | undefined,
  ): void {
    if (!this.#trusted.has(req) || page.status !== 200 || !isForEveryone(req, key) || !this.#isCurrent()) return;
    const validity = find();
    const keys = validity && this.#keysOf(validity.tags);
    if (!validity || keys === undefined) return;
    const { keyHeader, controlHeader, maxAge, directives } = this.#service;
    const seconds = Math.min(maxAge, Math.floor(validity.remainingMs / 1_000));
    if (seconds < 1) return;
    for (const name of refusalHeaders) res.removeHeader(name);
    res.setHeader(keyHeader, keys);
    res.setHeader(controlHeader, directives(seconds));
  }

  #keysOf(tags: readonly string[]): string | undefined {
    if (this.#keys.has(tags)) return this.#keys.get(tags);
    const { separator, maxKeyBytes } = this.#service;
    const all = [...new Set(tags.map(surrogateKey))].join(separator);
    const keys = all.length <= maxKeyBytes ? all : undefined;
    this.#keys.set(tags, keys);
    return keys;
  }
}

/** The headers for the edge that the environment names, if any. */
export function edgeHeadersFor(
  { EDGE, EDGE_SECRET }: Pick<Env, "EDGE" | "EDGE_SECRET">,
  { changes, availability }: { changes: Pick<ChangeFollower, "readAt">; availability: Pick<Availability, "state"> },
): EdgeHeaders | undefined {
  if (!EDGE || !EDGE_SECRET) return undefined;
  const isCurrent = () => availability.state === "up" && performance.now() - changes.readAt < maxReadAgeMs;
  return new EdgeHeaders({ service: EDGE, secret: EDGE_SECRET, isCurrent });
}

/** Hashed, secrets of every length are compared in the same time. */
const digest = (secret: string) => createHash("sha256").update(secret).digest();

/**
 * Whether the edge may give the response to everyone who requests the address. It does not see what selects a payload of
 * the client router, anyone can make up any number of searches, and members and former visitors of `/login` get other
 * pages.
 */
function isForEveryone({ url = "", headers }: IncomingMessage, { kind, hasFreeText, page }: PageKey): boolean {
  if (kind !== "html" || hasFreeText || signInPages.has(splitAddress(page).path)) return false;
  if (/[?&]_rsc(?:=|&|$)/.test(url)) return false;
  return headers.cookie === undefined || !memberCookie.test(headers.cookie);
}
