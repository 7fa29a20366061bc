import { domainToASCII } from "node:url";
import { env } from "../env.ts";

/** The address in MAIL_FROM, without the name. */
export function senderAddress(): string {
  const { MAIL_FROM } = env();
  return /<([^<>]+)>$/.exec(MAIL_FROM)?.[1] ?? MAIL_FROM;
}

/** The domain that the site's mails come from, in ASCII. */
export function senderDomain(): string {
  const address = senderAddress();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return domainToASCII(domain) || domain;
}
