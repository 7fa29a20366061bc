import { randomUUID } from "node:crypto";
import type { Database } from "#db/client.ts";
import { createMember } from "#features/members/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import type { Contender } from "./comparison-servers.ts";
import { formWith, type Posts, postMany, type Sender, sendForm } from "./forms.ts";

/** Members who post, and comments of each: below the site's limit per member for five minutes. */
const memberCount = 40;
const commentsPerMember = 8;
const concurrency = 8;

const password = "banc-d-essai-assez-long";

/**
 * Posts comments through the page's own form, as a browser without JavaScript does, by distinct members from distinct
 * networks (the site runs with TRUST_PROXY=1); then the same number to each peer whose page has WordPress's form.
 * WordPress's flood protection must be off, or all but one in fifteen seconds fail.
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
    vigie: await postMany(memberCount * commentsPerMember, concurrency, (n) =>
      sendForm(page, form, { body: `Une mesure, ${n} ${randomUUID()}.` }, senders[n % memberCount] ?? { headers: {} }),
    ),
  };
  for (const peer of peers) {
    const html = await textOf(peer.url);
    if (!html.includes("wp-comments-post.php")) continue;
    const wordpress = formWith(html, "comment_post_ID");
    result[peer.name] = await postMany(memberCount * commentsPerMember, concurrency, (n) => {
      const comment = `Une mesure, ${n} ${randomUUID()}.`;
      const author = { author: `Membre ${n % memberCount}`, email: `m${n % memberCount}@example.org` };
      return sendForm(peer.url, wordpress, { comment, ...author }, { headers: {} });
    });
  }
  return result;
}

/** Signs in members, each from a network of their own. */
export async function signInMany(db: Database, site: string, count = memberCount): Promise<Sender[]> {
  const run = randomUUID().slice(0, 8);
  const emails: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const email = `banc-${run}-${n}@example.org`;
    const created = await createMember(db, { email, name: `Banc ${run} ${n}`, role: "reader", password });
    if (!created.ok) throw new Error(`A member could not be made: ${created.code}.`);
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
