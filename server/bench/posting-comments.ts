import { randomUUID } from "node:crypto";
import type { Database } from "#db/client.ts";
import { createMember } from "#features/members/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import type { Contender } from "./contenders.ts";
import { formWith, type Posts, postMany, type Sender, sendForm } from "./forms.ts";

/** Members who post, and comments of each: below what the site lets one member post in five minutes. */
export const people = 40;
const each = 8;
const atOnce = 8;

const password = "banc-d-essai-assez-long";

/**
 * Comments posted through the page's own form, as a browser without JavaScript sends it, by distinct members from distinct networks
 * (the site runs with TRUST_PROXY=1); then the same count to each peer whose page has WordPress's form. Its flood protection has to be
 * off there, else all but one in fifteen seconds fail.
 */
export async function measurePosting(
  db: Database,
  site: string,
  path: string,
  peers: Contender[],
): Promise<Record<string, Posts>> {
  await setSetting(db, "comments.newcomer", 0);
  const senders = await signInMany(db, site);
  const page = site + path;
  const form = formWith(await textOf(page), "body");
  const result: Record<string, Posts> = {
    vigie: await postMany(people * each, atOnce, (n) =>
      sendForm(page, form, { body: `Une mesure, ${n} ${randomUUID()}.` }, senders[n % people] ?? { headers: {} }),
    ),
  };
  for (const peer of peers) {
    const html = await textOf(peer.url);
    if (!html.includes("wp-comments-post.php")) continue;
    const wordpress = formWith(html, "comment_post_ID");
    result[peer.name] = await postMany(people * each, atOnce, (n) => {
      const comment = `Une mesure, ${n} ${randomUUID()}.`;
      const author = { author: `Membre ${n % people}`, email: `m${n % people}@example.org` };
      return sendForm(peer.url, wordpress, { comment, ...author }, { headers: {} });
    });
  }
  return result;
}

/** Members who are signed in, each from a network of their own. */
export async function signInMany(db: Database, site: string, count = people): Promise<Sender[]> {
  const run = randomUUID().slice(0, 8);
  const emails: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const email = `banc-${run}-${n}@example.org`;
    const made = await createMember(db, { email, name: `Banc ${run} ${n}`, role: "reader", password });
    if (!made.ok) throw new Error(`A member could not be made: ${made.code}.`);
    emails.push(email);
  }
  const page = `${site}/login`;
  const form = formWith(await textOf(page), "password");
  const senders: Sender[] = [];
  for (const [n, email] of emails.entries()) {
    const network = { "X-Forwarded-For": `198.18.${Math.floor(n / 250)}.${1 + (n % 250)}` };
    const answer = await sendForm(page, form, { email, password }, { headers: network });
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
    if (!cookie.includes("vigie_session=")) throw new Error(`${email} could not sign in (status ${answer.status}).`);
    senders.push({ headers: { ...network, Cookie: cookie } });
  }
  return senders;
}

const textOf = async (url: string) => (await fetch(url)).text();
