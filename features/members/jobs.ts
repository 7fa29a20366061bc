import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { readSettings } from "#features/settings/queries.ts";
import { locales, siteLocale, translator } from "#i18n/translator.ts";
import { absolute } from "#lib/address.ts";
import type { JobKind } from "#lib/jobs.ts";
import { sendMail } from "#lib/mail.ts";
import { type Letter, type LetterContext, letters } from "./mail/letters.ts";
import { issueToken } from "./sign-in/tokens.ts";

/** A mail to whoever owns an address, if anybody does. The link's secret is made when the mail is, so none rests in the queue. */
export interface MemberMail {
  letter: Letter;
  email: string;
  /** Where its reader wanted to go: a path of this site. */
  next?: string;
}

export const memberMail: JobKind<MemberMail> = { name: "member-mail", work: sendMemberMail };

/**
 * Sends the letter that fits the account as it is now; nothing if nobody has the address. Who asked cannot tell the difference: the
 * request only ever adds a job. Tried again, it makes a new link, and the earlier one stops serving.
 */
export async function sendMemberMail(db: Executor, job: MemberMail): Promise<void> {
  const [member] = await db
    .select({
      id: members.id,
      email: members.email,
      name: members.name,
      locale: members.mailLocale,
      at: members.confirmedAt,
    })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${job.email}) and ${members.deletedAt} is null`);
  if (!member?.email) return;
  const letter = letterFor(job.letter, member.at !== null);
  if (!letter) return;
  const locale = locales.find((known) => known === member.locale) ?? siteLocale();
  const settings = await readSettings(db, locale);
  const { path, token } = letters[letter];
  // Where its reader wanted to go stays here, with the token: whoever asked for the mail may have been a stranger, and wrote that path.
  const next = job.next === "/" ? "" : job.next;
  const query = token ? `?token=${await issueToken(db, token, member.id, next)}` : "";
  const name = member.at ? member.name : "";
  const context: LetterContext = {
    t: translator(locale),
    locale,
    site: settings["site.name"],
    home: absolute("/"),
    name,
    link: absolute(`${path}${query}`),
  };
  await sendMail({ to: { name: "", address: member.email }, ...letters[letter].write(context) });
}

/** A registration with the address of a confirmed account tells its owner so; a confirmed one needs no confirmation. */
function letterFor(asked: Letter, confirmed: boolean): Letter | undefined {
  if (asked === "registration") return confirmed ? "known" : "registration";
  if (asked === "confirm") return confirmed ? undefined : "registration";
  return asked;
}
