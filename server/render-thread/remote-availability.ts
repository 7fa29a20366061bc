import type { Availability, DatabaseState } from "#db/database-watch.ts";

/** The database's state in this thread, as the main thread's watch reports it. */
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
