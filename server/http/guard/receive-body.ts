import type { IncomingMessage } from "node:http";
import { isFragmented } from "./body-limit.ts";
import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";

/** How slowly a body may arrive. */
interface BodyPace {
  /** Milliseconds between two checks of the rate. */
  windowMs: number;
  /** Bytes that must have arrived in each window: 500 a second is a bad mobile network. */
  minBytesPerWindow: number;
  /**
   * Milliseconds for the whole body: a base, plus this for each byte that is declared (or allowed, where none is
   * declared).
   */
  deadlineMs: number;
  deadlineMsPerByte: number;
}

const bodyPace: BodyPace = {
  windowMs: 5_000,
  minBytesPerWindow: 2_500,
  deadlineMs: 20_000,
  // 64 KB a second: an image of 8 MB gets two and a half minutes.
  deadlineMsPerByte: 1 / 64,
};

export interface BodyLimits {
  pace: BodyPace;
  /** Bodies that may arrive at once. */
  maxBodies: number;
  /** Bytes of bodies in memory, until their requests are answered. */
  maxBytes: number;
}

export const bodyLimits: BodyLimits = { pace: bodyPace, maxBodies: 512, maxBytes: 64 * 1024 * 1024 };

/** Why a body was not accepted: too slow, too large, no space for this network, or its client disconnected. */
type BodyRefusal = 408 | 413 | 503 | "gone";

type ReceivedBody = { ok: true; body: Buffer } | { ok: false; refusal: BodyRefusal };

/**
 * Calls `late` for a body that arrives too slowly; returns a function that stops the watch. `received` counts its bytes
 * so far, or is undefined while the client is not the one to wait for.
 */
export function watchBodyPace(
  pace: BodyPace,
  announced: number,
  received: () => number | undefined,
  late: () => void,
): () => void {
  const began = performance.now();
  const deadline = pace.deadlineMs + announced * pace.deadlineMsPerByte;
  let before = 0;
  const timer = setInterval(() => {
    const now = received();
    const isSlow = now !== undefined && now - before < pace.minBytesPerWindow;
    before = now ?? before;
    if (isSlow || performance.now() - began > deadline) late();
  }, pace.windowMs);
  return () => clearInterval(timer);
}

/**
 * Receives the bodies of requests before anything else is done for them, each network within its share. It works below
 * the stream: what Node's parser delivers is held back and pushed into the request once it is complete, so that the
 * later reader (Next) finds it as if it had just arrived.
 */
export class BodyReceiver {
  readonly #pace: BodyPace;
  readonly #slots: FairConcurrencyLimit;
  readonly #bytes: FairConcurrencyLimit;

  constructor({ pace, maxBodies, maxBytes }: BodyLimits = bodyLimits) {
    this.#pace = pace;
    this.#slots = new FairConcurrencyLimit(maxBodies);
    // The body of a usual form always has space.
    this.#bytes = new FairConcurrencyLimit(maxBytes, Math.min(maxBytes, 512 * 1024));
  }

  /** Bodies that are arriving, and bytes in memory. */
  get figures() {
    return { bodies: this.#slots.inUse, bodyBytes: this.#bytes.inUse };
  }

  /** `limit`: bytes allowed. `until` releases the memory (the response's `close`). */
  receive(
    req: IncomingMessage,
    options: { network: string; limit: number; until(release: () => void): void },
  ): Promise<ReceivedBody> {
    const { network, limit } = options;
    const leave = this.#slots.enter(network);
    if (!leave) return Promise.resolve({ ok: false, refusal: 503 });
    const push = req.push.bind(req);
    const chunks: Buffer[] = [];
    let size = 0;
    let pieces = 0;
    let charged = 0;
    options.until(() => {
      this.#bytes.release(network, charged);
      charged = 0;
      chunks.length = 0;
    });
    return new Promise((resolve) => {
      let settled = false;
      const announced = Number(req.headers["content-length"] ?? limit);
      const end = (outcome: ReceivedBody) => {
        if (settled) return;
        settled = true;
        stopWatch();
        leave();
        if (!outcome.ok) chunks.length = 0;
        resolve(outcome);
      };
      const refuse = (refusal: BodyRefusal) => end({ ok: false, refusal });
      const stopWatch = watchBodyPace(
        this.#pace,
        announced,
        () => size,
        () => refuse(408),
      );
      req.once("close", () => refuse("gone"));
      req.push = (chunk: Uint8Array | string | null, encoding?: BufferEncoding) => {
        // Stop: the parser reads no further.
        if (settled) return false;
        if (chunk === null) {
          req.push = push;
          ignoreAbort(req);
          const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
          chunks.length = 0;
          end({ ok: true, body });
          if (body.length > 0) push(body);
          return push(null);
        }
        const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
        size += bytes.length;
        pieces += 1;
        if (size > limit) refuse(413);
        else if (isFragmented(pieces, size)) {
          refuse("gone");
          req.destroy();
        } else if (!this.#bytes.acquire(network, bytes.length)) refuse(503);
        else {
          charged += bytes.length;
          chunks.push(bytes);
        }
        return !settled;
      };
    });
  }
}

/**
 * Lets a complete body be read to its end even if its client has disconnected. Node would fail it with "aborted", which
 * Next would log for each such client; the closed response already shows that no client waits.
 */
function ignoreAbort(req: IncomingMessage): void {
  const destroy = req.destroy.bind(req);
  req.destroy = (error) => (error === undefined ? destroy() : req);
}
