import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createLetterSite, type LetterContent } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { presets } from "#features/settings/schema.ts";
import { env } from "#lib/env.ts";
import { composeMessage, type Mail } from "#lib/mail/compose-message.ts";

/**
 * Processor time to render a newsletter of 25 KB once, and to compose and sign it for each subscriber:
 * NODE_ENV=production node server/bench/mail.ts [MESSAGES]
 */
const count = Number(process.argv[2] ?? 2_000);
process.env.AUTH_SECRET ??= randomBytes(32).toString("hex");

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const site = createLetterSite(presets, "fr");
const sentence = "L’été où l’œuvre a paru, tout était prêt : un phare, une veilleuse et des lecteurs attentifs. ";
const content: LetterContent = {
  subject: "L’essentiel du mois : décembre",
  greeting: "Bonjour,",
  blocks: Array.from({ length: 14 }, (_, n) => ({
    kind: "story" as const,
    title: `Article ${n} : ce qu’il faut en retenir`,
    href: `https://news.example.org/articles/article-${n}`,
    kicker: "Sécurité",
    excerpt: sentence.repeat(3),
    meta: "12 avis · 34 commentaires",
  })),
  reason: "Vous recevez cette lettre parce que vous y êtes abonné.",
  stop: [{ label: "Se désabonner", href: "https://news.example.org/newsletter/unsubscribe?token=x" }],
};
const letter = renderLetter(content, site);
const mail: Mail = {
  ...letter,
  to: { name: "", address: "ada@example.org" },
  key: "issue:1:1",
  list: { name: "newsletter", unsubscribeUrl: "https://news.example.org/newsletter/unsubscribe?token=x" },
};

/** The mean in ms of the thread's processor time, after a warm-up. */
function measure(work: () => unknown): number {
  for (let n = 0; n < count / 10; n += 1) work();
  const before = process.threadCpuUsage();
  for (let n = 0; n < count; n += 1) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000 / count;
}

const sign = (on: boolean) =>
  Object.assign(env(), {
    DKIM_DOMAIN: on ? "example.org" : undefined,
    DKIM_SELECTOR: on ? "mail" : undefined,
    DKIM_KEY: on ? pem : undefined,
  });
const figures: [string, number][] = [["render", measure(() => renderLetter(content, site))]];
for (const signed of [false, true]) {
  sign(signed);
  figures.push([`compose${signed ? ", signed" : ""}`, measure(() => composeMessage(mail))]);
}
console.log(`HTML ${letter.html.length} characters, text ${letter.text.length}, ${count} messages`);
for (const [name, ms] of figures) console.log(`${name}: ${ms.toFixed(2)} ms`);
