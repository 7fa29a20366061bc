import { Readable } from "node:stream";

/** What is accepted of the body of a response. */
interface BodyLimits {
  /** At least so many bytes have to come in so much time of waiting (ms). */
  minBytes: number;
  minBytesMs: number;
  /** The largest body (bytes); undefined: any. */
  maxBytes?: number;
}

/** A response is slower, or larger, than its limits. */
export class BodyLimitError extends Error {
  override name = "TimeoutError";
}

/**
 * Reads a response's body within limits. A limit on silence alone would let a service hold a connection for ever with a
 * byte now and then. Only the time spent waiting for the service counts, not that of a slow reader.
 */
export function limitBody(body: Readable, { minBytes, minBytesMs, maxBytes }: BodyLimits): Readable {
  const chunks = body.iterator();
  let total = 0;
  let waitedMs = 0;
  let bytes = 0;
  const limited = new Readable({
    read() {
      const since = performance.now();
      const timer = setTimeout(
        () => limited.destroy(new BodyLimitError(`fewer than ${minBytes / 2 ** 10} KB in ${minBytesMs / 1_000} s`)),
        Math.max(0, minBytesMs - waitedMs),
      );
      chunks.next().then(
        ({ value, done }) => {
          clearTimeout(timer);
          if (done) return void limited.push(null);
          waitedMs += performance.now() - since;
          bytes += value.length;
          total += value.length;
          if (bytes >= minBytes) waitedMs = bytes = 0;
          if (maxBytes !== undefined && total > maxBytes)
            limited.destroy(new BodyLimitError(`more than ${maxBytes / 2 ** 20} MB in one response`));
          else limited.push(value);
        },
        (error: Error) => {
          clearTimeout(timer);
          limited.destroy(error);
        },
      );
    },
    destroy(error, done) {
      body.destroy();
      done(error);
    },
  });
  return limited;
}
