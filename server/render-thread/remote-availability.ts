import type { Availability, DatabaseState } from "#db/database-watch.ts";

/** What the main thread's watch knows about the database, in this thread. */
export class RemoteAvailability implements Availability {
  #state: DatabaseState = "up";
  readonly #listeners = new Set<(state: DatabaseState) => void>();
  readonly suspect: () => void;

  constructor(suspect: () => void) {
    this.suspect = suspect;
  }

  get state(): DatabaseState {
    return this.#state;
  }

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(state: DatabaseState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
