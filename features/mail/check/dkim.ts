import { createPublicKey, type KeyObject } from "node:crypto";
import type { DkimSigner } from "#lib/mail/dkim.ts";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding, txtRecord } from "./finding.ts";

const { ok, advice, failed } = findingsOf("dkim");

/** Checks that the DNS record of the DKIM selector (RFC 6376, section 3.6) has the public half of DKIM_KEY. */
export async function checkDkim(dns: Dns, signer: DkimSigner | undefined): Promise<MailFinding> {
  if (!signer)
    return advice(
      "DKIM_KEY is not set: this site signs no mail, which is fine if your mail server does. The round trip shows whether it does; docs/mail.md describes how to sign here.",
    );
  const name = `${signer.selector}._domainkey.${signer.domain}`;
  const own = createPublicKey(signer.key);
  const record = txtRecord(name, `v=DKIM1; k=rsa; p=${own.export({ type: "spki", format: "der" }).toString("base64")}`);
  const texts = (await dns.txt(name)).filter((text) => /(?:^|;)\s{0,10}p\s{0,10}=/.test(text));
  const [text] = texts;
  if (text === undefined)
    return failed(
      `There is no DKIM record at ${name}, so receivers cannot verify the signatures of DKIM_KEY. Publish this one.`,
      record,
    );
  if (texts.length > 1) return failed(`There are ${texts.length} DKIM records at ${name}; keep only this one.`, record);
  const tags = readTags(text);
  const published = readPublicKey(tags.get("p") ?? "");
  if (!tags.get("p"))
    return failed(
      `The DKIM record at ${name} revokes the key (p= is empty). Publish this one, or use a new selector.`,
      record,
    );
  if (!published?.equals(own))
    return failed(
      `The DKIM record at ${name} has another key than DKIM_KEY, so every signature fails. Publish this one, or set the key that belongs to the record.`,
      record,
    );
  const hashes = tags.get("h");
  if (
    hashes !== undefined &&
    !hashes
      .toLowerCase()
      .split(":")
      .some((hash) => hash.trim() === "sha256")
  )
    return failed(`The DKIM record at ${name} does not allow SHA-256 (h=). Publish this one.`, record);
  if (tags.get("t")?.split(":").includes("y"))
    return advice(`The DKIM record at ${name} is in test mode (t=y); receivers may ignore it. Remove t=y.`, record);
  if ((own.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return advice(`The DKIM record at ${name} matches DKIM_KEY, whose key has less than 2048 bits. Make a new one.`);
  return ok(`The DKIM record at ${name} matches DKIM_KEY.`);
}

function readTags(text: string): Map<string, string> {
  return new Map(
    text
      .slice(0, 5_000)
      .split(";")
      .map((tag) => {
        const at = tag.indexOf("=");
        return [tag.slice(0, Math.max(at, 0)).trim(), tag.slice(at + 1).replace(/\s+/g, "")] as const;
      }),
  );
}

function readPublicKey(base64: string): KeyObject | undefined {
  const key = Buffer.from(base64, "base64");
  // RFC 6376 was read in both ways.
  for (const type of ["spki", "pkcs1"] as const) {
    try {
      return createPublicKey({ key, format: "der", type });
    } catch {}
  }
  return undefined;
}
