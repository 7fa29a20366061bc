import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { PrefixIndex } from "./prefix-index.ts";
import { listFrequentWords, listNames, type SuggestedName, type VocabularyWord } from "./queries.ts";
import { listTextWords } from "./text-words.ts";

/** What suggestions depend on. A change of a name or a published article invalidates one of these. */
export const suggestionTags: readonly string[] = [everythingTag, articleCacheTags.lists];

/** After a change the words and names are read again, but not more often than this (ms). */
const minAgeMs = 30_000;
/** Counts of words change without an invalidation (ms). */
const maxAgeMs = 10 * 60_000;

/** The frequent words and the names of a site, in memory. */
export interface Vocabulary {
  words: PrefixIndex<VocabularyWord>;
  names: PrefixIndex<SuggestedName>;
}

/**
 * Keeps a site's vocabulary in memory. It may be half a minute old: what is shown of it is looked up again
 * (`refreshNames`).
 */
export class VocabularyCache {
  readonly #db: Executor;
  #loaded: { vocabulary: Vocabulary; isEmpty: boolean; since: number; at: number } | undefined;
  #loading: Promise<Vocabulary> | undefined;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Resolves at once if there is one; an old one is replaced meanwhile. */
  async get(): Promise<Vocabulary> {
    const loaded = this.#loaded;
    if (!loaded) return await this.#load();
    const age = performance.now() - loaded.at;
    const isChanged = age > minAgeMs && invalidations.isInvalidatedSince(suggestionTags, loaded.since);
    // A failure leaves the old one in place; the next request tries again.
    // The worker counts the words of a new site while it is already read.
    const maxAge = loaded.isEmpty ? minAgeMs : maxAgeMs;
    if (isChanged || age > maxAge) this.#load().catch(() => {});
    return loaded.vocabulary;
  }

  #load(): Promise<Vocabulary> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(): Promise<Vocabulary> {
    const since = invalidations.sequence;
    const [words, names] = [await listFrequentWords(this.#db), await listNames(this.#db)];
    const vocabulary = {
      words: new PrefixIndex(words.map((word) => [word.word, word])),
      names: new PrefixIndex(
        names.flatMap((name) => listTextWords(name.name).map(({ folded }) => [folded, name] as const)),
      ),
    };
    this.#loaded = { vocabulary, isEmpty: words.length === 0, since, at: performance.now() };
    return vocabulary;
  }
}
