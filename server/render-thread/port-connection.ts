import { Duplex } from "node:stream";
import type { ConnectionMessage, Post } from "./messages.ts";

/** Bytes that may be on their way to the other thread before it has read any (one direction of a connection). */
const maxUnreadBytes = 256 * 1024;

/**
 * One end of a connection between two threads: a byte stream in each direction with back pressure, as a socket has.
 * Node's HTTP client and server use it like a socket.
 */
export class PortConnection extends Duplex {
  readonly #id: number;
  readonly #post: Post<ConnectionMessage>;
  /** Sent, and not yet read by the other side. */
  #unread = 0;
  #written: (() => void) | undefined;
  /** Received, and not yet reported as read. */
  #received = 0;
  #isEnded = false;

  constructor(id: number, post: Post<ConnectionMessage>) {
    super({ allowHalfOpen: true });
    this.#id = id;
    this.#post = post;
  }

  /** Handles a message of the other side. */
  receive(message: ConnectionMessage): void {
    if (message.type === "read") this.#noteRead(message.bytes);
    else if (message.type === "data") {
      this.#received += message.chunk.byteLength;
      if (this.push(Buffer.from(message.chunk.buffer))) this.#reportRead();
    } else if (message.type === "end") this.#end();
    // A close without an end means that the connection broke.
    else if (this.#isEnded) this.destroy();
    else
      this.destroy(Object.assign(new Error("The connection between the threads was closed."), { code: "ECONNRESET" }));
  }

  override _read(): void {
    this.#reportRead();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(Uint8Array.from(chunk), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    const joined = new Uint8Array(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    let at = 0;
    for (const { chunk } of chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#send(joined, done);
  }

  override _final(done: () => void): void {
    this.#post({ type: "end", id: this.#id });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#post({ type: "close", id: this.#id });
    this.#written?.();
    done(error);
  }

  #send(chunk: Uint8Array<ArrayBuffer>, done: () => void): void {
    this.#unread += chunk.byteLength;
    this.#post({ type: "data", id: this.#id, chunk }, [chunk.buffer]);
    if (this.#unread <= maxUnreadBytes) done();
    else this.#written = done;
  }

  #noteRead(bytes: number): void {
    this.#unread -= bytes;
    if (this.#unread > maxUnreadBytes) return;
    const done = this.#written;
    this.#written = undefined;
    done?.();
  }

  #reportRead(): void {
    if (this.#received === 0 || this.destroyed) return;
    this.#post({ type: "read", id: this.#id, bytes: this.#received });
    this.#received = 0;
  }

  #end(): void {
    this.#isEnded = true;
    this.push(null);
  }
}
