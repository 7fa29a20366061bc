import { isIPv6 } from "node:net";
import { spf } from "mailauth";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding, quoteForeign, txtRecord } from "./finding.ts";

const maxElapsedMs = 20_000;
const { ok, advice, failed } = findingsOf("spf");

/**
 * Checks the SPF record (RFC 7208) of a domain in return paths: whether it lets these addresses send. Its `include` and `redirect` are followed
 * as receivers do, with their limits.
 */
export async function checkSpf(dns: Dns, domain: string, addresses: readonly string[]): Promise<MailFinding[]> {
  const records = (await dns.txt(domain)).filter((text) => /^v=spf1(?: |$)/i.test(text));
  const terms = addresses.map((address) => `${isIPv6(address) ? "ip6" : "ip4"}:${address}`);
  const [record] = records;
  if (record === undefined)
    return [
      failed(
        `${domain} has no SPF record, so receivers cannot know which servers may send its mails. Publish this one, with the addresses of every server that sends for ${domain}.`,
        txtRecord(domain, ["v=spf1", ...(terms.length > 0 ? terms : ["mx"]), "~all"].join(" ")),
      ),
    ];
  if (records.length > 1)
    return [
      failed(
        `${domain} has ${records.length} SPF records; receivers then ignore them all. Join their terms into one record.`,
      ),
    ];
  if (addresses.length === 0)
    return [
      advice(
        `${domain} has an SPF record. The public address of your mail server is unknown, so this was not checked further. Give it with --ip.`,
      ),
    ];
  const findings: MailFinding[] = [];
  for (const [at, address] of addresses.entries()) {
    const { status } = await spf({
      sender: `postmaster@${domain}`,
      ip: address,
      helo: domain,
      mta: "vigie",
      resolver: dns.resolve,
      maxElapsedTime: maxElapsedMs,
    });
    findings.push(describeResult(domain, address, status, txtRecord(domain, addTerm(record, terms[at] ?? ""))));
  }
  return findings;
}

function describeResult(
  domain: string,
  address: string,
  { result, comment = "" }: { result: string; comment?: string },
  record: string,
): MailFinding {
  switch (result) {
    case "pass":
      return ok(`The SPF record of ${domain} allows ${address} to send.`);
    case "temperror":
      return failed(
        `The SPF record of ${domain} could not be evaluated: a name server did not answer (${quoteForeign(comment)}). Try again; while it lasts, receivers defer your mails too.`,
      );
    case "permerror":
      return failed(
        `The SPF record of ${domain} is invalid, and receivers ignore it: ${quoteForeign(comment)}. Correct it; it may cause at most ten lookups, includes counted.`,
      );
    default:
      return failed(
        `The SPF record of ${domain} does not allow ${address} (${quoteForeign(result)}). If your mail server sends from that address, change the record to this one.`,
        record,
      );
  }
}

/** Adds a term to an SPF record before the one that decides about all other addresses. */
export function addTerm(record: string, term: string): string {
  const terms = record.trim().split(/\s+/);
  const last = terms.findIndex((one) => /^(?:[+?~-]?all$|redirect=)/i.test(one));
  return terms.toSpliced(last < 0 ? terms.length : last, 0, term).join(" ");
}
