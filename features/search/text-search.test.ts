import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";

const { sql } = testDatabase();

/** Whether the text is found by the words, as a search finds it: each word in French or in English. */
async function isFound(text: string, words: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select to_tsvector(search_language(${text}), search_text(${text}))
      @@ (phraseto_tsquery('public.fr', search_text(${words})) || phraseto_tsquery('public.en', search_text(${words}))) as found`;
  return row?.found ?? false;
}

test.each([
  ["la fraude de l’élection", "élections"],
  ["la fraude de l'élection", "election"],
  ["aujourd’hui", "aujourd'hui"],
  ["la campagne d’hameçonnage", "hameconnage"],
  ["son œuvre", "oeuvre"],
  ["son oeuvre", "œuvre"],
  ["un courrier é\u0301crit en de\u0301cembre", "décembre"],
  ["un e-mail", "email"],
  ["des emails", "e-mail"],
  ["le Wi-Fi", "wifi"],
  ["le département du Val-d’Oise", "Val-d'Oise"],
  ["le département du Val-d’Oise", "oise"],
  ["le val d’Oise", "Val-d'Oise"],
  ["le Val\u2011d’Oise", "val d oise"],
  ["le RGPD.", "rgpd"],
  ["la faille CVE-2017-0144.", "cve-2017-0144"],
  ["la faille CVE-2017-0144.", "2017-0144"],
  ["la faille (CVE 2017-0144)", "CVE-2017-0144"],
  ["la 2FA", "2fa"],
  ["de 3,5 millions", "3,5"],
  ["de 3,5 millions", "3.5"],
  ["un écart de -12 points", "12"],
  ["la version 4.2.1", "4.2.1"],
  ["la version 4.2.1", "4.2"],
  ["selon @zdnet_fr", "@zdnet_fr"],
  ["selon @zdnet_fr", "zdnet"],
  ["sur zdnet.fr", "zdnet"],
  ["sur zdnet.fr", "zdnet.fr"],
  ["l’arrêt de cloudwatt.com", "cloudwatt"],
  ["voir https://www.zdnet.fr/actualites/fin-de-cloudwatt.htm#avis", "cloudwatt"],
  ["écrire à contact@zdnet.fr", "zdnet.fr"],
  ["écrire à contact@zdnet.fr", "contact@zdnet.fr"],
  ["avec node.js", "node.js"],
  ["le fichier /etc/passwd", "passwd"],
  ["en C++ moderne", "C++"],
  ["en C# moderne", "c#"],
  ["le réseau 😀 Tor", "tor"],
  ["si x<y et z>w alors tout", "tout"],
  ["si <b>gras</b>", "gras"],
  ["l’infor\u00admation", "information"],
  ["des ransomware attacks en France", "ransomware attack"],
  ["des rançongiciels", "rancongiciel"],
  ["The elections were hacked by a group of students in the city", "hacking"],
  ["The elections were hacked by a group of students in the city", "election"],
  ["The studies of the companies and the parties", "study"],
])("%s is found by %s", async (text, words) => {
  expect(await isFound(text, words)).toBe(true);
});

test.each([
  ["en C moderne", "C++"],
  ["de 3,5 millions", "5,3"],
  ["la faille CVE-2017-0144", "2018-0144"],
])("%s is not found by %s", async (text, words) => {
  expect(await isFound(text, words)).toBe(false);
});

test.each([
  ["The elections were hacked by a group of students", "en"],
  ["Des élections piratées par un groupe", "fr"],
  ["The Voice revient sur TF1 pour une nouvelle saison de la série et du jeu", "fr"],
  ["Le groupe « Hackers of the World » et les autorités de la ville, dans un communiqué sur les faits", "fr"],
  ["Black Friday", "fr"],
  ["", "fr"],
])("%s is stemmed as %s", async (text, language) => {
  const [row] = await sql`select search_language(${text})::text as language`;
  expect(row?.language).toBe(language);
});

test("hostile texts are indexed within their bounds", async () => {
  const texts = [
    "<".repeat(40_000),
    "&".repeat(40_000),
    "-".repeat(200_000),
    "e-".repeat(100_000),
    "c++".repeat(60_000),
    "a".repeat(200_000),
    Array.from({ length: 40_000 }, (_, n) => n.toString(36)).join(" "),
    "\u0301".repeat(200_000),
    "😀".repeat(100_000),
  ];
  for (const text of texts) {
    const [row] = await sql`
      select length(to_tsvector(search_language(${text}), search_text(search_html_text(${text})))) as words`;
    expect(row?.words).toBeGreaterThanOrEqual(0);
  }
});
