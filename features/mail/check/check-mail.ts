import { domainToASCII } from "node:url";
import type { Executor } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { isPublicAddress } from "#lib/fetch/public-address.ts";
import { dkimSigner } from "#lib/mail/dkim.ts";
import { isLoopbackHost } from "#lib/mail/encryption.ts";
import { senderDomain } from "#lib/mail/mail-address.ts";
import { probeSmtp, type SmtpProbe } from "#lib/mail/smtp-probe.ts";
import { sayError } from "#lib/operator-error.ts";
import { checkDkim } from "./dkim.ts";
import { checkDmarc } from "./dmarc.ts";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailCheckName, type MailFinding, quoteForeign } from "./finding.ts";
import { checkMx, checkReverseDns, checkTls } from "./mail-server.ts";
import { checkOneClick } from "./one-click.ts";
import { checkRoundTrip } from "./round-trip.ts";
import { checkSpf } from "./spf.ts";

export interface MailCheckOptions {
  dns: Dns;
  /** Where the mail of the round trip goes; the mailbox for returned mails by default. */
  to?: string | undefined;
  /** The addresses from which the mail server sends; those of its name by default. */
  ip?: readonly string[] | undefined;
  /** A mail of the newsletter as it is sent. */
  newsletterMail: Buffer;
  /** How long to wait for the mail of the round trip (ms). */
  waitMs: number;
  signal?: AbortSignal;
}

/** Checks how receivers see the mails of this site, one finding after another. Sends one mail. */
export async function* checkMail(db: Executor, options: MailCheckOptions): AsyncGenerator<MailFinding> {
  const { dns, to, newsletterMail, waitMs, signal } = options;
  const { SMTP_URL: smtpUrl } = env();
  const signer = dkimSigner(env());
  const server = smtpUrl ? await connect(smtpUrl) : undefined;
  if (!smtpUrl)
    yield findingsOf("smtp").failed(
      "SMTP_URL is not set: mails are written to DATA_DIR/mail and not sent. Set it to the address of your mail server.",
    );
  if (server) yield* server.findings;
  const addresses = options.ip ?? (await orEmpty(() => sendingAddresses(dns, server?.host)));
  yield* guard("ptr", () => checkReverseDns(dns, addresses, server?.probe?.greetingName));
  yield* checkDomains(dns, addresses, signer?.domain);
  yield* guard("dkim", async () => [await checkDkim(dns, signer)]);
  yield* guard("one-click", async () => [await checkOneClick(dns, newsletterMail, signer !== undefined)]);
  if (server?.probe) yield* guard("round-trip", () => checkRoundTrip(db, dns, { to, waitMs, signal }));
}

/** The domains of MAIL_FROM and of MAIL_BOUNCE_ADDRESS. */
async function* checkDomains(
  dns: Dns,
  addresses: readonly string[],
  signature: string | undefined,
): AsyncGenerator<MailFinding> {
  const from = senderDomain();
  const { MAIL_BOUNCE_ADDRESS: bounceAddress } = env();
  const bounce = bounceAddress ? domainToASCII(bounceAddress.slice(bounceAddress.lastIndexOf("@") + 1)) : undefined;
  if (!bounce)
    yield findingsOf("mx").advice(
      "MAIL_BOUNCE_ADDRESS is not set: returned mails go to MAIL_FROM, and dead addresses get every newsletter again.",
    );
  if (!from.includes(".")) {
    yield findingsOf("spf").failed(
      `The domain of MAIL_FROM is ${from}, which exists on this machine only. Set MAIL_FROM to an address in a domain of yours, as in Vigie <vigie@example.org>.`,
    );
    return;
  }
  for (const domain of new Set([bounce ?? from, from])) {
    const variable = domain === bounce ? "MAIL_BOUNCE_ADDRESS" : "MAIL_FROM";
    yield* guard("spf", async () => {
      const isKnown = await dns.exists(domain);
      if (!isKnown) return [unknownDomain(domain, variable)];
      return [...(await checkSpf(dns, domain, addresses)), await checkMx(dns, domain, variable)];
    });
  }
  yield* guard("dmarc", () => checkDmarc(dns, { from, returnPath: bounce ?? from, signature }));
}

const unknownDomain = (domain: string, variable: string) =>
  findingsOf("spf").failed(
    `${domain}, the domain of ${variable}, is unknown to the name server. Correct ${variable}, or register the domain; if it exists, name another server with --resolver.`,
  );

interface Server {
  host: string;
  probe: SmtpProbe | undefined;
  findings: MailFinding[];
}

async function connect(url: string): Promise<Server> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const { ok, failed } = findingsOf("smtp");
  try {
    const probe = await probeSmtp(url);
    const isLocal = isLoopbackHost(host);
    return { host, probe, findings: [ok(`The mail server at ${host} answers.`), checkTls(host, probe, { isLocal })] };
  } catch (error) {
    const message = `The mail server at ${host} cannot be used: ${quoteForeign(sayError(error))}. Check SMTP_URL, and that the port is open.`;
    return { host, probe: undefined, findings: [failed(message)] };
  }
}

/** The public addresses of the mail server's name: those of a server that hands mails on to another one are not the ones that receivers see. */
async function sendingAddresses(dns: Dns, host: string | undefined): Promise<string[]> {
  return host ? (await dns.addresses(host)).filter(isPublicAddress) : [];
}

async function orEmpty(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch {
    return [];
  }
}

/** A check whose name server does not answer is a finding, and the others go on. */
async function* guard(check: MailCheckName, work: () => Promise<MailFinding[]>): AsyncGenerator<MailFinding> {
  try {
    yield* await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : sayError(error);
    yield findingsOf(check).failed(
      `This could not be checked, because a name server did not answer (${quoteForeign(code)}). Try again, or name another one with --resolver.`,
    );
  }
}
