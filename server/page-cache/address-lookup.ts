import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { AddressContent } from "./known-addresses.ts";

/** Maximum number of lookups that wait for the database at once. Each takes a fraction of a millisecond. */
const maxPendingLookups = 32;

/**
 * Finds out whether anything is at an address before it is rendered. Requests for one address share a lookup. Beyond
 * `maxPending` lookups, or half of them for one client network, the outcome is `busy`.
 */
export class AddressLookup {
  readonly #findAddress: (address: string) => Promise<AddressContent>;
  readonly #pending = new Map<string, Promise<AddressContent>>();
  readonly #slots: FairConcurrencyLimit;

  constructor(findAddress: (address: string) => Promise<AddressContent>, maxPending = maxPendingLookups) {
    this.#findAddress = findAddress;
    this.#slots = new FairConcurrencyLimit(maxPending);
  }

  async find(address: string, network: string): Promise<AddressContent | "busy"> {
    return this.#pending.get(address) ?? this.#begin(address, network) ?? "busy";
  }

  #begin(address: string, network: string): Promise<AddressContent> | undefined {
    const leave = this.#slots.enter(network);
    if (!leave) return undefined;
    const lookup = this.#findAddress(address).finally(() => {
      leave();
      this.#pending.delete(address);
    });
    this.#pending.set(address, lookup);
    return lookup;
  }
}
