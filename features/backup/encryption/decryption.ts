import { createDecipheriv } from "node:crypto";
import { ageChunkSize, ageNonceSize, ageTagSize, chunkNonce, payloadKey } from "./encryption.ts";
import { passphraseIdentity } from "./passphrase.ts";

/** What may decrypt an archive. */
export interface DecryptionKeys {
  passphrase?: string;
  /** Secret keys of age, `AGE-SECRET-KEY-1…`. */
  identities?: readonly string[];
  /** Refuses what is not encrypted: it was not made by whoever knows the key. */
  isRequired?: boolean;
}

/** The first bytes of a file that age encrypted. */
export const ageMagic = Buffer.from("age-encryption.org/v1\n");
/** No header that is read is larger (bytes): one for a passphrase has 150, one for twenty recipients 3,000. */
const maxHeaderBytes = 65_536;

/** The file is none of age's, was changed, or ends too early. */
export class DecryptionError extends Error {}
/** The file is encrypted, and no key was given or none of them opens it. */
export class WrongKeyError extends Error {}

/**
 * Decrypts a stream in the age format. Nothing of a chunk is returned before its authentication was checked.
 * @throws WrongKeyError, WorkFactorError, DecryptionError
 */
export async function* decryptStream(
  source: AsyncIterable<Uint8Array>,
  keys: DecryptionKeys,
): AsyncGenerator<Uint8Array> {
  const input = source[Symbol.asyncIterator]();
  let waiting: Uint8Array = new Uint8Array();
  let key: Buffer | undefined;
  let counter = 0;
  try {
    for (;;) {
      const { value, done } = await input.next();
      if (!done) waiting = waiting.length === 0 ? value : Buffer.concat([waiting, value]);
      if (!key) {
        const end = endOfHeader(waiting);
        if (end !== undefined && waiting.length >= end + ageNonceSize) {
          const fileKey = await openHeader(waiting.subarray(0, end), keys);
          key = payloadKey(fileKey, waiting.subarray(end, end + ageNonceSize));
          waiting = waiting.subarray(end + ageNonceSize);
        } else if (done || waiting.length > maxHeaderBytes) throw new DecryptionError("its header is incomplete");
      }
      // The last chunk, which is marked, may be full: one is kept back until there is more.
      while (key && waiting.length > ageChunkSize + ageTagSize) {
        yield decryptChunk(key, chunkNonce(counter, false), waiting.subarray(0, ageChunkSize + ageTagSize));
        waiting = waiting.subarray(ageChunkSize + ageTagSize);
        counter += 1;
      }
      if (!done) continue;
      if (key) yield decryptChunk(key, chunkNonce(counter, true), waiting);
      return;
    }
  } finally {
    await input.return?.();
  }
}

/** Where the header ends: after the line that begins with `---`. */
function endOfHeader(bytes: Uint8Array): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const mac = buffer.indexOf("\n--- ");
  const end = mac === -1 ? -1 : buffer.indexOf("\n", mac + 1);
  return end === -1 ? undefined : end + 1;
}

async function openHeader(header: Uint8Array, { passphrase, identities = [] }: DecryptionKeys): Promise<Uint8Array> {
  if (passphrase === undefined && identities.length === 0) throw new WrongKeyError();
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  if (passphrase !== undefined) decrypter.addIdentity(passphraseIdentity(passphrase));
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    if (error instanceof Error && /no identity matched/.test(error.message)) throw new WrongKeyError();
    if (error instanceof Error && error.constructor === Error)
      throw new DecryptionError("its header cannot be read", { cause: error });
    throw error;
  }
}

function decryptChunk(key: Uint8Array, nonce: Uint8Array, chunk: Uint8Array): Buffer {
  if (chunk.length < ageTagSize) throw new DecryptionError("its end is missing");
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: ageTagSize });
  decipher.setAuthTag(chunk.subarray(-ageTagSize));
  try {
    return Buffer.concat([decipher.update(chunk.subarray(0, -ageTagSize)), decipher.final()]);
  } catch (error) {
    throw new DecryptionError("a part of it was changed or is missing", { cause: error });
  }
}
