import { createHash, createPrivateKey, createSign, type KeyObject } from "node:crypto";

export interface DkimSigner {
  domain: string;
  /** The part before `._domainkey` in the name of the DNS record. */
  selector: string;
  key: KeyObject;
}

/**
 * The headers that are signed if present. RFC 8058 requires the two that unsubscribe. From and the others of the second
 * list are named once more, so that nobody can add another one.
 */
const signedHeaders = [
  ...["from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type"],
  ...["content-transfer-encoding", "auto-submitted", "list-id", "list-unsubscribe", "list-unsubscribe-post"],
];
const oversignedHeaders = ["from", "to", "subject", "date"];

/**
 * Signs a message (RFC 6376, rsa-sha256, relaxed/relaxed) and returns its DKIM-Signature header with its line end.
 * nodemailer's signer parses the key and streams the message at each mail, which takes three times as long; a test
 * verifies these signatures with an independent implementation.
 *
 * @param head The header lines, each with its line end; lines that begin with white space continue the one before.
 * @param body What follows the empty line; CRLF line ends.
 */
export function signDkim(head: string, body: string, signer: DkimSigner): string {
  return signDkimHead(head, createHash("sha256").update(relaxBody(body)).digest("base64"), signer);
}

/** `signDkim` for a body whose hash is known: the SHA-256 of `relaxBody`, in base64. */
export function signDkimHead(head: string, bodyHash: string, { domain, selector, key }: DkimSigner): string {
  const values = new Map<string, string>();
  for (const line of head.split(/\r\n(?![ \t])/)) {
    const colon = line.indexOf(":");
    // The last of several with the same name, as verifiers count from the bottom.
    if (colon > 0) values.set(line.slice(0, colon).trim().toLowerCase(), relaxValue(line.slice(colon + 1)));
  }
  const names = signedHeaders.filter((name) => values.has(name));
  const tags = [
    `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};`,
    `bh=${bodyHash};`,
    `h=${[...names, ...oversignedHeaders].join(":")};`,
    "b=",
  ].join("\r\n ");
  const signature = createSign("RSA-SHA256")
    .update(names.map((name) => `${name}:${values.get(name)}\r\n`).join(""))
    .update(`dkim-signature:${relaxValue(tags)}`)
    .sign(key, "base64");
  return `DKIM-Signature: ${tags}${signature.replace(/.{72}/g, "$&\r\n ")}\r\n`;
}

const relaxValue = (value: string) =>
  value
    .replaceAll("\r\n", "")
    .replace(/[ \t]+/g, " ")
    .trim();

/** The form of a body that is hashed (RFC 6376, section 3.4.4). */
export function relaxBody(body: string): string {
  const relaxed = body.replace(/[ \t]+/g, " ").replaceAll(" \r\n", "\r\n");
  let end = relaxed.length;
  while (relaxed.startsWith("\r\n", end - 2) && end >= 2) end -= 2;
  return end === 0 ? "" : `${relaxed.slice(0, end)}\r\n`;
}

let current: { source: string; signer: DkimSigner } | undefined;

/** The signer that these variables describe; undefined unless all are set. It is kept, since reading a key is slow. */
export function dkimSigner(variables: {
  DKIM_DOMAIN?: string | undefined;
  DKIM_SELECTOR?: string | undefined;
  DKIM_KEY?: string | undefined;
}): DkimSigner | undefined {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY: pem } = variables;
  if (!domain || !selector || !pem) return undefined;
  const source = `${domain} ${selector} ${pem}`;
  if (current?.source !== source) current = { source, signer: { domain, selector, key: createPrivateKey(pem) } };
  return current.signer;
}
