import { maxRepairs } from "./limits.ts";

/** What was damaged in a document, each kind once, in English. */
export class Repairs {
  readonly #list = new Set<string>();

  add(what: string): void {
    if (this.#list.size < maxRepairs) this.#list.add(what);
  }

  list(): string[] {
    return [...this.#list];
  }
}
