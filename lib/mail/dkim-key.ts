import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

/** Receivers ignore signatures of shorter keys (RFC 8301). */
const minKeyBits = 1024;
/** A private key in PEM is a few kilobytes. */
const maxKeyBytes = 64 * 1024;

/**
 * Reads the private key of DKIM_KEY: a PEM, in which `\n` may stand for a line break, or the path of a file with one.
 * Returns the PEM, or the reason why there is none, to follow "DKIM_KEY=… is not usable: it".
 */
export function readDkimKey(value: string): { pem: string } | { error: string } {
  const isPem = value.includes("-----BEGIN");
  const pem = isPem ? value.replaceAll("\\n", "\n") : readKeyFile(value);
  if (pem === undefined) return { error: "must be a private key in PEM, or the path of a readable file with one" };
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "rsa") return { error: `must be an RSA key; this one is ${key.asymmetricKeyType}` };
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < minKeyBits)
      return { error: `must have ${minKeyBits} bits at least, better 2048` };
    return { pem };
  } catch {
    return { error: "must be a private RSA key in PEM without a passphrase, as `openssl genrsa 2048` makes it" };
  }
}

function readKeyFile(path: string): string | undefined {
  try {
    const content = readFileSync(path);
    return content.length > maxKeyBytes ? undefined : content.toString("utf8");
  } catch {
    return undefined;
  }
}
