/** Parts of one size; after them the size doubles. A service accepts 10,000 parts: enough for 450 GB from 8 MB on. */
const partsOfOneSize = 1_000;
/** The largest part (bytes): two of them are in memory. */
const maxPartBytes = 64 * 2 ** 20;

/** Cuts a stream into parts of equal size, the last one shorter. Each is a buffer of its own. */
export async function* splitIntoParts(source: AsyncIterable<Uint8Array>, firstBytes: number): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let parts = 0;
  let size = firstBytes;
  for await (const chunk of source) {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.subarray(0, size - waitingBytes);
      waiting.push(taken);
      waitingBytes += taken.length;
      rest = rest.subarray(taken.length);
      if (waitingBytes < size) continue;
      yield Buffer.concat(waiting, waitingBytes);
      waiting = [];
      waitingBytes = 0;
      parts += 1;
      if (parts % partsOfOneSize === 0) size = Math.max(size, Math.min(size * 2, maxPartBytes));
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting, waitingBytes);
}
