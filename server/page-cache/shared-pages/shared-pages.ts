import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { deriveKey } from "#lib/keyed-hash.ts";
import { log } from "#lib/log/log.ts";
import type { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import type { PageParts } from "../page.ts";
import type { SeenChanges } from "./seen-changes.ts";
import { decodePage, decodeState, encodePage, encodeState } from "./shared-page-format.ts";

/** How long Valkey keeps a page that is not rendered again (ms). */
const maxKeptMs = 3_600_000;
/** How long others wait for one render (ms), before they render themselves. */
const maxWaitMs = 500;
const pollMs = 20;
/** How long a process that died keeps the lock of a render (ms). */
const renderLockMs = 3_000;
/** How long a finished render waits until the log has been read up to the changes in it (ms). */
const positionWaitMs = 1_000;

/** Replaces the state of a page whose content is stored already. */
const renewScript = `
if redis.call('hget', KEYS[1], 'source') ~= ARGV[1] then return 0 end
redis.call('hset', KEYS[1], 'state', ARGV[2])
return redis.call('pexpire', KEYS[1], ARGV[3])`;

interface SharedPagesOptions {
  client: ValkeyClient;
  seen: SeenChanges;
  invalidations: InvalidationLog;
  /**
   * What pages depend on besides the database's content: the build, the server's sources, the database's identity.
   * Undefined while it is not known; then nothing is shared.
   */
  scope(): string | undefined;
  maxWaitMs?: number;
}

/** A page from Valkey. */
export interface FoundPage {
  page: PageParts;
  tags: readonly string[];
  /** Milliseconds until it expires; undefined if it does not. */
  expiresIn: number | undefined;
}

/** A page that was rendered here. Without `page`, the content with this `source` was rendered again. */
export interface FinishedRender {
  source: string;
  page?: PageParts | undefined;
  tags: readonly string[];
  expiresIn: number | undefined;
  /** The number of the invalidation log when the render began. */
  since: number;
}

/**
 * Finished pages in Valkey, which the instances of a site share: each change is rendered once for all of them. An
 * instance accepts a page only if it contains every change that the instance has seen (`SeenChanges`); it may contain
 * more. No method throws because of Valkey: without it there is no page, and no wait.
 */
export class SharedPages {
  readonly counts = { found: 0, refused: 0, awaited: 0, stored: 0, renewed: 0 };
  readonly #options: SharedPagesOptions;
  readonly #secret = deriveKey("shared pages");

  constructor(options: SharedPagesOptions) {
    this.#options = options;
  }

  /**
   * Returns the page with this id, if it contains all that this instance has seen; waits while another instance renders
   * it. Undefined: this instance renders it, and then calls `store` or `release`.
   */
  async obtain(id: string): Promise<FoundPage | undefined> {
    const found = await this.#look(id);
    // A Valkey that did not respond once is not asked again for this page.
    if (found === "unavailable") return undefined;
    return found ?? (await this.#waitForOther(id));
  }

  /** Returns the page with this id, if it contains all that this instance has seen. */
  async find(id: string): Promise<FoundPage | undefined> {
    const found = await this.#look(id);
    return found === "unavailable" ? undefined : found;
  }

  async #look(id: string): Promise<FoundPage | "unavailable" | undefined> {
    const { client, seen } = this.#options;
    const name = this.#nameOf(id);
    if (name === undefined) return "unavailable";
    const result = await client.run((server) =>
      Promise.all([server.hmgetBuffer(name, "state", "page"), server.pttl(name)]),
    );
    if (!result.isAvailable) return "unavailable";
    try {
      const [[signedState, signedPage], ttl] = result.value;
      if (!signedState || !signedPage || ttl <= 0) return undefined;
      const state = decodeState(this.#secret, name, signedState);
      if (state && !seen.accepts(state.tags, state.position)) {
        this.counts.refused += 1;
        return undefined;
      }
      const page = state && (await decodePage(this.#secret, name, signedPage));
      const expiresIn = state?.expiresIn && state.expiresIn - (state.keptFor - ttl);
      if (!page || page.source !== state.source) throw new Error("It was not stored by this site.");
      // Changes may have been seen meanwhile.
      if (!seen.accepts(state.tags, state.position) || (expiresIn !== undefined && expiresIn <= 0)) return undefined;
      this.counts.found += 1;
      return { page, tags: state.tags, expiresIn };
    } catch (error) {
      log.warn({ err: error }, "Valkey has a page that cannot be used: it is rendered again");
      return undefined;
    }
  }

  /**
   * Waits while another instance renders this page, then returns it. Undefined: this instance has the lock, or the other
   * one takes too long.
   */
  async #waitForOther(id: string): Promise<FoundPage | undefined> {
    const { client } = this.#options;
    const page = this.#nameOf(id);
    if (page === undefined) return undefined;
    const name = lockKeyOf(page);
    const token = randomBytes(6).toString("base64url");
    const deadline = performance.now() + (this.#options.maxWaitMs ?? maxWaitMs);
    for (let tries = 0; tries === 0 || performance.now() < deadline; tries += 1) {
      const taken = await client.run((server) => server.set(name, token, "PX", renderLockMs, "NX"));
      if (!taken.isAvailable) return undefined;
      if (taken.value === "OK") {
        // The other's page may lack what this instance has seen; then this one renders.
        const found = tries === 0 ? undefined : await this.find(id);
        if (found) await this.release(id);
        return found;
      }
      if (tries === 0) this.counts.awaited += 1;
      await sleep(pollMs);
    }
    return undefined;
  }

  /** Releases the lock of a render without a page. */
  async release(id: string): Promise<void> {
    const name = this.#nameOf(id);
    if (name !== undefined) await this.#options.client.run((server) => server.del(lockKeyOf(name)));
  }

  /**
   * Stores a page that was rendered here, and releases the lock. Does not store it if something in it was invalidated
   * during its render: the readers who waited get it, and the next request renders it again.
   */
  async store(id: string, render: FinishedRender): Promise<void> {
    const { client } = this.#options;
    const position = await this.#positionOf(render);
    const name = this.#nameOf(id);
    if (!position || name === undefined) return this.release(id);
    const { source, page, tags, expiresIn } = render;
    const keptFor = Math.min(Math.floor(expiresIn ?? maxKeptMs), maxKeptMs);
    const content = page && (await encodePage(this.#secret, name, page));
    if (keptFor <= 0 || (page && !content)) return this.release(id);
    const state = encodeState(this.#secret, name, { source, tags, position, expiresIn, keptFor });
    const result = await client.run(async (server) => {
      if (!content) {
        const [renewed] = await Promise.all([
          server.call("EVAL", renewScript, 1, name, source, state, keptFor),
          server.del(lockKeyOf(name)),
        ]);
        return renewed === 1;
      }
      const fields = { source, state, page: content };
      await server.multi().hset(name, fields).pexpire(name, keptFor).del(lockKeyOf(name)).exec();
      return true;
    });
    if (result.isAvailable && result.value) this.counts[content ? "stored" : "renewed"] += 1;
  }

  /**
   * The position up to which the page is valid: the latest, since the log of invalidations says that nothing in the page
   * has changed since its render began. Changes that were committed here may not be in it yet.
   */
  async #positionOf({ tags, since }: FinishedRender) {
    const { seen, invalidations } = this.#options;
    const deadline = performance.now() + positionWaitMs;
    while (!invalidations.isInvalidatedSince(tags, since)) {
      const { position } = seen;
      if (position && seen.accepts(tags, position)) return position;
      if (performance.now() >= deadline) return undefined;
      await seen.waitForPosition(positionWaitMs);
    }
    return undefined;
  }

  #nameOf(id: string): string | undefined {
    const { client, scope } = this.#options;
    const of = scope();
    return of && `${client.prefix}page:${of}:${id}`;
  }
}

/** The key that an instance sets while it renders a page: the others wait for that render. */
const lockKeyOf = (name: string) => `${name}:lock`;
