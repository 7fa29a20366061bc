import { isIP } from "node:net";
import type { SmtpProbe } from "#lib/mail/smtp-probe.ts";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding, quoteForeign } from "./finding.ts";

/** Certificates are to be renewed before so many days are left. */
const minCertificateDays = 14;
const dayMs = 86_400_000;

/** Whether the connection to the mail server is encrypted, with a certificate that is valid for its name. */
export function checkTls(
  host: string,
  { encryption, certificateError, certificateExpiresAt }: SmtpProbe,
  { isLocal, now = new Date() }: { isLocal: boolean; now?: Date },
): MailFinding {
  const { ok, advice, failed } = findingsOf("tls");
  if (encryption === "none")
    return isLocal
      ? ok(`${host} is on this machine and offers no encryption, which it does not need.`)
      : failed(
          `${host} offers no STARTTLS: mails cross the network unencrypted, and a password in SMTP_URL is not sent. Enable TLS there, or use its smtps:// address.`,
        );
  const how = encryption === "starttls" ? "STARTTLS" : "TLS";
  if (certificateError) {
    const message = `${host} offers ${how}, but its certificate is not accepted (${quoteForeign(certificateError)}). Use the name that is in the certificate in SMTP_URL, or install a certificate from a public authority.`;
    return isLocal ? advice(message) : failed(message);
  }
  const days = certificateExpiresAt ? Math.floor((certificateExpiresAt.getTime() - now.getTime()) / dayMs) : undefined;
  if (days !== undefined && days < minCertificateDays)
    return advice(`The certificate of ${host} expires in ${days} days. Renew it.`);
  return ok(`${host} offers ${how} with a valid certificate.`);
}

/**
 * Checks that the sending addresses have names (PTR) that lead back to them, and that the name in the mail server's greeting, which it usually
 * also says in HELO, leads to one of them.
 */
export async function checkReverseDns(
  dns: Dns,
  addresses: readonly string[],
  greetingName: string | undefined,
): Promise<MailFinding[]> {
  const { ok, advice, failed } = findingsOf("ptr");
  if (addresses.length === 0)
    return [
      advice(
        "The public address of your mail server is unknown, so its name (PTR) was not checked. Give the address with --ip.",
      ),
    ];
  const findings: MailFinding[] = [];
  for (const address of addresses) {
    const names = (await dns.names(address)).slice(0, 5);
    const forward = await Promise.all(names.map((name) => dns.addresses(name)));
    const confirmed = names.find((_, at) => forward[at]?.some((one) => isSameAddress(one, address)));
    const record = `${reverseName(address)}. IN PTR ${greetingName ?? "mail.example.org"}.`;
    if (confirmed) findings.push(ok(`The name of ${address} is ${quoteForeign(confirmed)}, and leads back to it.`));
    else if (names.length === 0)
      findings.push(
        failed(
          `${address} has no name (PTR); many servers refuse mails from such addresses. Ask the provider of the address to set one.`,
          record,
        ),
      );
    else
      findings.push(
        failed(
          `The name of ${address}, ${quoteForeign(names.join(", "))}, does not lead back to it. Give that name an address record with ${address}, or have this PTR set.`,
          record,
        ),
      );
  }
  if (greetingName && !isIP(greetingName)) {
    const forward = await dns.addresses(greetingName);
    if (!forward.some((one) => addresses.some((address) => isSameAddress(one, address))))
      findings.push(
        advice(
          `The mail server calls itself ${quoteForeign(greetingName)}, which does not lead to ${addresses.join(" or ")}. If it says the same in HELO, give that name an address record, or set its name (myhostname in Postfix).`,
        ),
      );
  }
  return findings;
}

/** An IPv6 address in its canonical form. */
const canonical = (address: string) => (isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address);

const isSameAddress = (one: string, other: string) => canonical(one) === canonical(other);

/** The name below which the PTR record of an address is. */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split(".").toReversed().join(".")}.in-addr.arpa`;
  const [head = "", tail] = canonical(address).slice(1, -1).split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [first, last] = [groups(head), groups(tail)];
  const middle = Array.from({ length: 8 - first.length - last.length }, () => "0");
  const digits = [...first, ...middle, ...last].map((group) => group.padStart(4, "0")).join("");
  return `${[...digits].toReversed().join(".")}.ip6.arpa`;
}

/** Checks that mails to a domain have a server: returned mails, or answers. */
export async function checkMx(dns: Dns, domain: string, variable: string): Promise<MailFinding> {
  const { ok, failed } = findingsOf("mx");
  const exchangers = await dns.mx(domain);
  const record = `${domain}. IN MX 10 mail.${domain}.`;
  if (exchangers.length === 1 && (exchangers[0] === "" || exchangers[0] === "."))
    return failed(
      `${domain}, the domain of ${variable}, says that it accepts no mail (null MX). Publish an MX record.`,
      record,
    );
  if (exchangers.length === 0) {
    if ((await dns.addresses(domain)).length > 0)
      return ok(`${domain}, the domain of ${variable}, has no MX record; its own address is used instead.`);
    return failed(
      `${domain}, the domain of ${variable}, accepts no mail: it has no MX record. Publish one that names your mail server.`,
      record,
    );
  }
  for (const exchanger of exchangers.slice(0, 5))
    if ((await dns.addresses(exchanger)).length > 0)
      return ok(`Mails to ${domain}, the domain of ${variable}, go to ${quoteForeign(exchanger)}.`);
  return failed(
    `The MX record of ${domain}, the domain of ${variable}, names ${quoteForeign(exchangers.join(", "))}, which has no address. Give it one, or name another server.`,
  );
}
