/** The type byte of a NotificationResponse in PostgreSQL's protocol. */
const notificationType = "A".charCodeAt(0);
/** A message is its type and its length, which counts itself but not the type. */
const headerLength = 5;

/** Removes notifications from what a PostgreSQL server sends over one connection without TLS. */
export class NotificationFilter {
  /** The beginning of a message whose header has not arrived completely. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of the current message that have not arrived. */
  #missing = 0;
  #isRemoving = false;
  #removed = 0;

  /** How many were removed since the last call. */
  resetRemovedCount(): number {
    const count = this.#removed;
    this.#removed = 0;
    return count;
  }

  /** Returns what is left of these bytes, and of an incomplete header before them. */
  pass(chunk: Buffer, removes: boolean): Buffer {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const kept: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#missing === 0) {
        if (bytes.length - at < headerLength) break;
        this.#isRemoving = removes && bytes[at] === notificationType;
        if (this.#isRemoving) this.#removed += 1;
        this.#missing = bytes.readUInt32BE(at + 1) + 1;
      }
      const end = Math.min(bytes.length, at + this.#missing);
      if (!this.#isRemoving) kept.push(bytes.subarray(at, end));
      this.#missing -= end - at;
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept);
  }
}
