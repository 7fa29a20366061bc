import type { Duplex } from "node:stream";

/**
 * Ends a connection when the other end sends what Valkey does not send. The parser of iovalkey (redis-parser 3.0) reads in
 * a listener of the stream: what it throws, on arrays that are too long or too deep, would end the process.
 * @param admit is called with the number of bytes that arrive; false: they are too many
 */
export function guardReplies(stream: Duplex, admit: (bytes: number) => boolean): void {
  const parsers = stream.listeners("data");
  stream.removeAllListeners("data");
  stream.on("data", (data: Buffer) => {
    if (stream.destroyed) return;
    try {
      if (!admit(data.length)) throw new Error("too many bytes without a reply");
      for (const parse of parsers) Reflect.apply(parse, stream, [data]);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
