import { LRUCache } from "lru-cache";
import { database } from "#db/client.ts";
import { cardPath, cardVersion, type HeadlineCard, toHeadlineCard } from "#features/articles/headline-card/address.ts";
import { findCardContent } from "#features/articles/headline-card/queries.ts";
import { renderCard } from "#features/articles/headline-card/render-card.ts";
import { countWaitingEncodings, runEncoding } from "#features/media/encoding/concurrency-limit.ts";
import { getSettings } from "#features/settings/cached.ts";
import type { MediaLookup } from "./variants.ts";

/** Renderings that may wait, pictures included; beyond it the answer is "retry later". */
const maxQueued = 100;

/** How long (ms) an unknown slug is remembered, so that guessing does not cost a query each time. */
const unknownCacheMs = 5_000;

/** There is something newer at another address. */
export type OutdatedLookup = { kind: "outdated"; path: string };

type CardLookup = Extract<MediaLookup, { kind: "bytes" | "none" | "busy" }> | OutdatedLookup;

/**
 * Renders the cards of articles, each once regardless of the number of waiting requests, together with the pictures few
 * at a time. Only the current card of a published article is rendered: the version in its address is a hash of what it
 * shows, so nobody can have others rendered.
 */
export class HeadlineCards {
  readonly #rendered = new LRUCache<string, Buffer>({
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: (png) => png.byteLength,
  });
  readonly #running = new Map<string, Promise<Buffer>>();
  readonly #unknown = new LRUCache<string, true>({ max: 10_000, ttl: unknownCacheMs });

  async get({ slug, version }: { slug: string; version: string }): Promise<CardLookup> {
    if (this.#unknown.has(slug)) return { kind: "none" };
    const content = await findCardContent(database(), slug);
    if (!content) {
      this.#unknown.set(slug, true);
      return { kind: "none" };
    }
    const card = toHeadlineCard(content, await getSettings());
    const current = cardVersion(card);
    if (current !== version) return { kind: "outdated", path: cardPath(slug, current) };
    const rendered = this.#rendered.get(version) ?? this.#running.get(version);
    if (!rendered && countWaitingEncodings() >= maxQueued) return { kind: "busy" };
    return { kind: "bytes", bytes: await (rendered ?? this.#render(card, version)), type: "image/png" };
  }

  #render(card: HeadlineCard, version: string): Promise<Buffer> {
    const rendering = runEncoding(() => renderCard(card))
      .then((png) => {
        this.#rendered.set(version, png);
        return png;
      })
      .finally(() => this.#running.delete(version));
    this.#running.set(version, rendering);
    return rendering;
  }
}
