import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { type Identity, type Recipient, Stanza } from "age-encryption";

/**
 * The work factor of a new archive: 2^17 rounds take 128 MB for a moment. The library's own, 2^18, would break the limit
 * of memory that a backup keeps.
 */
const workFactor = 17;
/** The largest work factor that is accepted: `age` itself writes 18, which takes 256 MB. A hostile file may ask for any. */
const maxWorkFactor = 18;
const label = Buffer.from("age-encryption.org/v1/scrypt");
const saltSize = 16;
const tagSize = 16;
/** A key of scrypt encrypts one file key only, so age fixes the nonce. */
const zeroNonce = new Uint8Array(12);

/** A file asks for more memory than a passphrase may take. */
export class WorkFactorError extends Error {}

/** The recipient of age that a passphrase is, with Node's own scrypt, which does not block the process. */
export function passphraseRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(saltSize);
      const key = await deriveKey(passphrase, salt, workFactor);
      const cipher = createCipheriv("chacha20-poly1305", key, zeroNonce, { authTagLength: tagSize });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", salt.toString("base64").replace("==", ""), String(workFactor)], body)];
    },
  };
}

/** The identity of age that a passphrase is. Throws a WorkFactorError for a file whose work factor is too large. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args }) => args[0] === "scrypt");
      if (!stanza) return null;
      const salt = Buffer.from(stanza.args[1] ?? "", "base64");
      const factor = stanza.args[2] ?? "";
      if (stanzas.length !== 1 || salt.length !== saltSize || !/^[1-9]\d{0,2}$/.test(factor)) return null;
      if (Number(factor) > maxWorkFactor) throw new WorkFactorError(`its work factor is ${factor}`);
      const key = await deriveKey(passphrase, salt, Number(factor));
      const { body } = stanza;
      try {
        const decipher = createDecipheriv("chacha20-poly1305", key, zeroNonce, { authTagLength: tagSize });
        decipher.setAuthTag(body.subarray(-tagSize));
        return Buffer.concat([decipher.update(body.subarray(0, -tagSize)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}

function deriveKey(passphrase: string, salt: Uint8Array, factor: number): Promise<Buffer> {
  const cost = { N: 2 ** factor, r: 8, p: 1 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([label, salt]), 32, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
