import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";

/** Maximum number of lookups that wait for the database at once. Each takes a fraction of a millisecond. */
const maxPendingLookups = 32;

/**
 * Finds out whether anything is at an address before it is rendered. Requests for one address share a lookup. Beyond
 * `maxPending` lookups, or half of them for one client network, the outcome is `busy`.
 */
export class AddressLookup {
  readonly #isKnown: (address: string) => Promise<boolean>;
  readonly #pending = new Map<string, Promise<boolean>>();
  readonly #slots: FairConcurrencyLimit;

  constructor(isKnown: (address: string) => Promise<boolean>, maxPending = maxPendingLookups) {
    this.#isKnown = isKnown;
    this.#slots = new FairConcurrencyLimit(maxPending);
  }

  async find(address: string, network: string): Promise<"known" | "unknown" | "busy"> {
    const pending = this.#pending.get(address) ?? this.#begin(address, network);
    if (!pending) return "busy";
    return (await pending) ? "known" : "unknown";
  }

  #begin(address: string, network: string): Promise<boolean> | undefined {
    const leave = this.#slots.enter(network);
    if (!leave) return undefined;
    const lookup = this.#isKnown(address).finally(() => {
      leave();
      this.#pending.delete(address);
    });
    this.#pending.set(address, lookup);
    return lookup;
  }
}
