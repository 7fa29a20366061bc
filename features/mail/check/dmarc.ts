import { dmarc } from "mailauth";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding, quoteForeign, txtRecord } from "./finding.ts";

const { ok, advice, failed } = findingsOf("dmarc");

/**
 * Checks the DMARC record of the domain in From, and that the domains of the return path and of the signature are aligned with it: DMARC counts
 * SPF and DKIM only then.
 */
export async function checkDmarc(
  dns: Dns,
  { from, returnPath, signature }: { from: string; returnPath: string; signature: string | undefined },
): Promise<MailFinding[]> {
  const name = `_dmarc.${from}`;
  const record = txtRecord(name, `v=DMARC1; p=none; rua=mailto:postmaster@${from}`);
  const published = (await dns.txt(name)).filter((text) => /^v\s{0,5}=\s{0,5}DMARC1\s{0,5}(?:;|$)/i.test(text));
  if (published.length > 1)
    return [failed(`${name} has ${published.length} DMARC records; receivers then ignore them all. Keep one.`)];
  const evaluate = (spfDomains: string[], dkimDomains: string[]) =>
    dmarc({
      headerFrom: from,
      spfDomains,
      dkimDomains: dkimDomains.map((domain) => ({ domain })),
      resolver: dns.resolve,
    });
  const result = await evaluate([returnPath], signature ? [signature] : []);
  if (result && result.status.result === "temperror")
    return [failed(`The DMARC record of ${from} could not be read: a name server did not answer. Try again.`)];
  if (!result || result.status.result === "none")
    return [
      failed(
        `${from} has no valid DMARC record; large providers require one. Publish this one: it only asks for reports.`,
        record,
      ),
    ];
  const findings: MailFinding[] = [];
  const policy = quoteForeign(result.p);
  findings.push(
    result.p === "none"
      ? advice(
          `${from} has a DMARC record that only asks for reports (p=none). Once the reports show no failures of your own mails, change it to p=quarantine.`,
        )
      : ok(`${from} has a DMARC record (p=${policy}).`),
  );
  const { spf, dkim } = result.alignment;
  if (!spf.result && !dkim.result)
    findings.push(
      failed(
        `Neither the return path (${returnPath}) nor ${signature ? `the signature (${signature})` : "a signature of this site"} is in the domain of MAIL_FROM (${from}), so DMARC fails unless your mail server signs for ${from}. Use a MAIL_BOUNCE_ADDRESS in ${from}, or set DKIM_DOMAIN to it.`,
      ),
    );
  else if (signature && !dkim.result)
    findings.push(
      advice(
        `DKIM_DOMAIN (${signature}) is not aligned with MAIL_FROM (${from}): DMARC counts SPF alone, which forwarding breaks. Set DKIM_DOMAIN to ${from}.`,
      ),
    );
  return findings;
}
