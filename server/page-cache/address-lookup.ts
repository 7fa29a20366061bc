import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { AddressLookupResult } from "./known-addresses.ts";

/** Maximum number of lookups that wait for the database at once. Each takes a fraction of a millisecond. */
const maxPendingLookups = 32;

/**
 * Finds out whether anything is at an address before it is rendered. Requests for one address share a lookup. Beyond
 * `maxPending` lookups, or half of them for one client network, the outcome is `busy`.
 */
export class AddressLookup<Result = AddressLookupResult> {
  readonly #lookUpAddress: (address: string) => Promise<Result>;
  readonly #pending = new Map<string, Promise<Result>>();
  readonly #slots: FairConcurrencyLimit;

  constructor(lookUpAddress: (address: string) => Promise<Result>, maxPending = maxPendingLookups) {
    this.#lookUpAddress = lookUpAddress;
    this.#slots = new FairConcurrencyLimit(maxPending);
  }

  async find(address: string, network: string): Promise<Result | "busy"> {
    return this.#pending.get(address) ?? this.#begin(address, network) ?? "busy";
  }

  #begin(address: string, network: string): Promise<Result> | undefined {
    const leave = this.#slots.enter(network);
    if (!leave) return undefined;
    const lookup = this.#lookUpAddress(address).finally(() => {
      leave();
      this.#pending.delete(address);
    });
    this.#pending.set(address, lookup);
    return lookup;
  }
}
