import type { ServerResponse } from "node:http";
import { constants, createGzip, type Gzip, gzip } from "node:zlib";

/** Node's own methods of a response whose methods are replaced. */
export interface RawResponse {
  write(chunk: Buffer): boolean;
  end(chunk?: Buffer): ServerResponse;
  writeHead(status: number): ServerResponse;
}

interface BodyOptions {
  /** Compress it. */
  gzip: boolean;
  /** Changes the beginning of an HTML page once it is complete. */
  beginning?: { isComplete(bytes: Buffer): boolean; change(bytes: Buffer): Buffer };
}

/**
 * How long a body is held back (ms). Next writes most pages in several parts within a few milliseconds; sent in one
 * piece, a page costs one compression and one system call.
 */
const holdMs = 20;
/** A longer body is sent as it arrives. */
const maxHeldBytes = 512 * 1024;
/** A smaller body does not gain from compression, because it fits into one packet anyway. */
const minCompressedBytes = 860;
const level = 5;

/** Writes the body of a response: in one piece if it ends soon, otherwise as it arrives, each part flushed. */
export class ResponseBody {
  readonly #res: ServerResponse;
  readonly #raw: RawResponse;
  readonly #options: BodyOptions;
  #held: Buffer[] | undefined = [];
  #heldBytes = 0;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;
  #gzip: Gzip | undefined;

  constructor(res: ServerResponse, raw: RawResponse, options: BodyOptions) {
    this.#res = res;
    this.#raw = raw;
    this.#options = options;
    res.removeHeader("content-length");
    res.once("close", () => clearTimeout(this.#timer));
  }

  /** Returns whether more may be written before `drain`. */
  write(chunk: Buffer): boolean {
    if (chunk.length === 0) return true;
    if (!this.#held) return this.#send(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    this.#timer ??= setTimeout(() => {
      this.#isDue = true;
      this.#release();
    }, holdMs);
    return this.#isDue || this.#heldBytes > maxHeldBytes ? this.#release() : true;
  }

  end(chunk: Buffer): void {
    clearTimeout(this.#timer);
    if (this.#held) this.#sendWhole(this.#changed(Buffer.concat([...this.#held, chunk])));
    else if (this.#gzip) this.#gzip.end(chunk);
    else this.#raw.end(chunk.length === 0 ? undefined : chunk);
  }

  #sendWhole(whole: Buffer): void {
    const send = (bytes: Buffer) => {
      this.#res.setHeader("Content-Length", bytes.length);
      this.#raw.writeHead(this.#res.statusCode);
      this.#raw.end(bytes);
    };
    if (!this.#options.gzip || whole.length < minCompressedBytes) send(whole);
    else
      gzip(whole, { level }, (error, packed) => {
        if (this.#res.destroyed) return;
        if (!error) this.#setEncoding();
        send(error ? whole : packed);
      });
  }

  /** Sends what was held back, unless the beginning of an HTML page is still incomplete. */
  #release(): boolean {
    if (!this.#held || this.#res.destroyed) return true;
    const bytes = Buffer.concat(this.#held);
    if (this.#heldBytes <= maxHeldBytes && this.#options.beginning?.isComplete(bytes) === false) return true;
    this.#held = undefined;
    clearTimeout(this.#timer);
    if (this.#options.gzip) this.#gzip = this.#startGzip();
    this.#raw.writeHead(this.#res.statusCode);
    return this.#send(this.#changed(bytes));
  }

  #changed(bytes: Buffer): Buffer {
    const { beginning } = this.#options;
    return beginning?.isComplete(bytes) ? beginning.change(bytes) : bytes;
  }

  #send(chunk: Buffer): boolean {
    return this.#gzip ? this.#gzip.write(chunk) : this.#raw.write(chunk);
  }

  #startGzip(): Gzip {
    const stream = createGzip({ flush: constants.Z_SYNC_FLUSH, level });
    const res = this.#res;
    stream.on("data", (chunk: Buffer) => {
      if (this.#raw.write(chunk)) return;
      stream.pause();
      res.once("drain", () => stream.resume());
    });
    stream.on("end", () => this.#raw.end());
    stream.on("drain", () => res.emit("drain"));
    res.on("close", () => stream.destroy());
    this.#setEncoding();
    return stream;
  }

  #setEncoding(): void {
    this.#res.removeHeader("etag");
    this.#res.setHeader("Content-Encoding", "gzip");
    this.#res.appendHeader("Vary", "Accept-Encoding");
  }
}
