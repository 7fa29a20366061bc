/** The first size holds the features of most passages, and stays in the processor's first cache. */
const firstSize = 2 ** 12;

/** A set of 32-bit numbers that is emptied at once: a set of objects took longer than all else in scoring a text. */
export class DistinctHashes {
  #keys = new Int32Array(firstSize);
  /** By slot: the round in which it was filled. */
  #rounds = new Int32Array(firstSize);
  #round = 1;
  #size = 0;

  clear(): void {
    this.#round += 1;
    this.#size = 0;
  }

  /** Adds a number; false if it is there already. */
  add(key: number): boolean {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const mask = this.#keys.length - 1;
    let slot = (key ^ (key >>> 15)) & mask;
    while (this.#rounds[slot] === this.#round) {
      if (this.#keys[slot] === key) return false;
      slot = (slot + 1) & mask;
    }
    this.#keys[slot] = key;
    this.#rounds[slot] = this.#round;
    this.#size += 1;
    return true;
  }

  /** Adds numbers, and writes the places of the new ones to `places`. Returns how many are new. In one loop, because V8 optimises that sooner. */
  addAll(added: Int32Array, places: Int32Array): number {
    while ((this.#size + added.length) * 2 > this.#keys.length) this.#grow();
    const [keys, rounds, round] = [this.#keys, this.#rounds, this.#round];
    const mask = keys.length - 1;
    let count = 0;
    for (let n = 0; n < added.length; n += 1) {
      const key = added[n] ?? 0;
      let slot = (key ^ (key >>> 15)) & mask;
      while (rounds[slot] === round && keys[slot] !== key) slot = (slot + 1) & mask;
      if (rounds[slot] === round) continue;
      keys[slot] = key;
      rounds[slot] = round;
      places[count] = n;
      count += 1;
    }
    this.#size += count;
    return count;
  }

  #grow(): void {
    const old = this.#keys.filter((_, slot) => this.#rounds[slot] === this.#round);
    this.#keys = new Int32Array(this.#keys.length * 2);
    this.#rounds = new Int32Array(this.#keys.length);
    this.#round = 1;
    this.#size = 0;
    for (const key of old) this.add(key);
  }
}
