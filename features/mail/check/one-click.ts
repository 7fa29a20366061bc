import { dkimVerify } from "mailauth";
import PostalMime from "postal-mime";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding } from "./finding.ts";

const { ok, advice, failed } = findingsOf("one-click");

/**
 * Checks a mail of the newsletter as it is sent: that a mail program can unsubscribe with one click (RFC 8058), and that the headers for it are
 * signed.
 */
export async function checkOneClick(dns: Dns, message: Buffer, isSigned: boolean): Promise<MailFinding> {
  const { headers } = await PostalMime.parse(message);
  const headerOf = (name: string) => headers.find(({ key }) => key === name)?.value ?? "";
  const address = /^<([^<>\s]+)>$/.exec(headerOf("list-unsubscribe"))?.[1] ?? "";
  if (headerOf("list-unsubscribe-post") !== "List-Unsubscribe=One-Click" || !URL.canParse(address))
    return failed(
      "A mail of the newsletter has no valid List-Unsubscribe headers. This is a fault of Vigie: report it.",
    );
  if (new URL(address).protocol !== "https:")
    return failed(
      `Mail programs unsubscribe with one click (RFC 8058) at https:// addresses only, and SITE_URL is ${new URL(address).origin}. Set SITE_URL to the site's https:// address.`,
    );
  if (!isSigned)
    return advice(
      "A mail of the newsletter has the headers of one-click unsubscribing. They count only in a signed mail: your mail server must sign List-Unsubscribe and List-Unsubscribe-Post too, or set DKIM_KEY.",
    );
  const { results } = await dkimVerify(message, { resolver: dns.resolve });
  const [signature] = results;
  const signed = (signature?.signingHeaders?.keys ?? "")
    .toLowerCase()
    .split(":")
    .map((name) => name.trim());
  if (signature?.status.result !== "pass")
    return failed("The signature of a mail of the newsletter does not verify. See the DKIM record above.");
  if (!signed.includes("list-unsubscribe") || !signed.includes("list-unsubscribe-post"))
    return failed("The signature of a mail of the newsletter leaves out the List-Unsubscribe headers. Report it.");
  return ok("A mail of the newsletter has signed headers of one-click unsubscribing (RFC 8058).");
}
