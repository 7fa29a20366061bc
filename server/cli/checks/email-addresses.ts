import { canonicalAddress } from "#lib/email-address.ts";
import type { Check } from "./check.ts";

const batchSize = 500;

/** Where each kind of row's address is changed. */
const remedies: Record<string, string> = {
  member: "ask the member for another one, or delete the account",
  notice: "its sender cannot be written to",
  subscriber: "end the subscription on /admin/newsletter/subscribers",
  invitation: "withdraw it on /admin/users and invite again",
};

/**
 * Finds rows older than the common address schema. No mail is sent to addresses that a mail library would read as
 * several.
 */
export const addresses: Check = {
  name: "addresses",
  about: "Every email address is that of one mailbox, in the spelling in which it is looked up.",
  async *find({ sql }) {
    const rows = sql<{ kind: string; id: string; email: string }[]>`
      select 'member' as kind, id::text, email from members where email is not null
      union all select 'notice', id::text, email from dsa_notices where email is not null
      union all select 'invitation', id::text, email from staff_invitations
      union all select 'subscriber', id::text, address from newsletter_subscribers where address is not null`;
    for await (const some of rows.cursor(batchSize))
      for (const { kind, id, email } of some) {
        const canonical = canonicalAddress(email);
        if (canonical === undefined)
          yield `${kind} ${id} has an email address that is not one mailbox's: ${remedies[kind]}`;
        // The case of a domain never mattered: addresses are compared without it.
        else if (canonical.toLowerCase() !== email.toLowerCase())
          yield `${kind} ${id} has an email address in another spelling than ${canonical}: signing in with it fails`;
      }
  },
};
