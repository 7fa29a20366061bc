import { asc } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { feedItems } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { convertFeed } from "./convert-feed.ts";
import { aFeed, store } from "./testing.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

// A small press review with answers that were written down first: an agency's text in three sites under other titles, two texts of one
// template, two columns with one title, and an aggregator that links to another site's article.
const dispatch = [
  "Le groupe de télécommunications Altavox a reconnu lundi que les coordonnées de 2,3 millions de ses abonnés avaient été consultées par un tiers non autorisé entre le 3 et le 17 novembre.",
  "Les données comprennent le nom, l’adresse postale, le numéro de téléphone et, pour quelque 140 000 clients, l’IBAN utilisé pour les prélèvements. Les mots de passe ne sont pas touchés, a précisé l’opérateur dans un communiqué.",
  "La Commission nationale de l’informatique et des libertés a été saisie. Altavox, qui revendique 11 millions de clients en France, a déposé plainte et promis d’informer chaque personne concernée avant la fin de la semaine.",
  "C’est la quatrième fuite de cette ampleur à frapper un opérateur français en dix-huit mois. L’UFC-Que Choisir a demandé que les indemnisations soient automatiques.",
];
const failure = (town: string, voters: string, cause: string) =>
  `<p>La préfecture signale une panne du vote électronique dans la commune de ${town}. ${voters} électeurs sont concernés par cet incident, dont l’origine est ${cause}. Les opérations sont suspendues et reprendront demain à huit heures. Une cellule d’information est ouverte au numéro habituel, du lundi au vendredi.</p>`;
const paragraphs = (texts: string[]) => texts.map((text) => `<p>${text}</p>`).join("\n");

type Entry = [title: string, path: string, html: string];
const sites: Record<string, Entry[]> = {
  est: [
    ["Altavox : les données de 2,3 millions d’abonnés consultées", "/altavox", `${paragraphs(dispatch)}<p>(AFP)</p>`],
    ["Vote électronique : panne à Épinal", "/panne", failure("Épinal", "14 200", "un disque défaillant")],
  ],
  midi: [
    ["Votre IBAN dans la nature ?", "/iban?utm_source=rss", paragraphs(dispatch)],
    [
      "La minute sécurité",
      "/minute",
      "<p>Pourquoi redémarrer sa box une fois par mois, après la coupure de mercredi dans l’Hérault.</p>",
    ],
  ],
  paris: [
    ["Altavox plonge en Bourse", "/bourse", `${paragraphs(dispatch)}<p>Le titre perdait 4 % lundi soir.</p>`],
    [
      "La minute sécurité",
      "/minute",
      "<p>Ce matin, les trottinettes connectées, dont le Bluetooth trahit la position dans la capitale.</p>",
    ],
    ["Vote électronique : panne à Vannes", "/panne", failure("Vannes", "9 800", "un certificat expiré")],
  ],
  planete: [
    [
      "[Est] Panne à Épinal",
      "https://www.est.example/panne/amp/?utm_source=planete#xtor=RSS-1",
      "<p>Le vote est suspendu.</p>",
    ],
  ],
};

function toRss(site: string, entries: Entry[]): Uint8Array {
  const items = entries.map(([title, path, html], n) => {
    const link = new URL(path, `https://www.${site}.example/`).href.replaceAll("&", "&amp;");
    const date = `<pubDate>Mon, 23 Nov 2026 1${n}:00:00 +0100</pubDate>`;
    return `<item><title>${title}</title><link>${link}</link>${date}<description><![CDATA[${html}]]></description></item>`;
  });
  return new TextEncoder().encode(
    `<rss version="2.0"><channel><title>${site}</title><link>https://www.${site}.example/</link>${items.join("")}</channel></rss>`,
  );
}

test("a press review is stored with the known answers", async () => {
  const fetchedAt = Date.parse("2026-11-24T08:00:00Z");
  for (const [site, entries] of Object.entries(sites)) {
    const url = `https://www.${site}.example/feed`;
    const options = { url, contentType: "application/rss+xml", language: "fr", fetchedAt };
    const outcome = convertFeed({ body: toRss(site, entries), ...options });
    if (!outcome.ok) throw new Error(outcome.error.code);
    await store(db, await aFeed(db, { url, source: site }), outcome.feed.items);
  }
  const rows = await db.select().from(feedItems).orderBy(asc(feedItems.id));
  const titleOf = new Map(rows.map(({ id, title }) => [id, title]));
  const merged = rows.filter(({ state }) => state === "merged");
  expect(rows).toHaveLength(8);
  expect(
    merged
      .map(({ title, duplicateOfId, likeness }) => [title, titleOf.get(duplicateOfId ?? 0), likeness?.reason])
      .sort(),
  ).toEqual([
    ["Altavox plonge en Bourse", "Altavox : les données de 2,3 millions d’abonnés consultées", "text"],
    ["Votre IBAN dans la nature ?", "Altavox : les données de 2,3 millions d’abonnés consultées", "text"],
    ["[Est] Panne à Épinal", "Vote électronique : panne à Épinal", "address"],
  ]);
  expect(rows.filter(({ state }) => state === "waiting")).toHaveLength(5);
});
