import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { readComment } from "../comment-text.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { spamPatterns } from "./spam-patterns.ts";

function screen(source: string, settings = presets) {
  const read = readComment(source);
  if (!read.ok) throw new Error(read.code);
  return spamPatterns({ ...harmlessComment, ...read.value }, { ...harmlessContext, settings });
}

test.each([
  "Prêt entre particuliers, taux de 2 %, réponse en 24 h, écrivez-moi : rose.pret@mailbox.example",
  "J’ai récupéré la totalité grâce à un hacker éthique, écrivez-lui sur Telegram @recup_24",
  "Maître Koffi, voyant médium, retour de l’être aimé en 3 jours, WhatsApp +229 90 00 00 31",
  "W h a t s a p p : 06 39 98 17 55, complétez vos revenus, travail à la maison",
  "Super article très complet ! Découvrez aussi https://montres-promo.example/?ref=12",
  "Gagnez 3 000 € par semaine depuis chez vous, lien dans ma bio",
  "Great post! Very informative, visit my site best-backlinks dot com for 50 backlinks",
  "Earn money from home, no experience, text START to us or t.me/easycash",
  "[Voir la vidéo sur lemonde.fr](https://collecte.example/a)",
])("holds %j", (text) => {
  expect(screen(text)).toMatchObject({ action: "hold", rule: "spam", isLikelyRefusal: true });
});

test("names what two rules found once", () => {
  const text = "Pronostics sûrs, matchs arrangés, écris GAGNER au coach Mawuli sur WhatsApp +228 90 00 00 31";
  const words = String(screen(text)?.values?.words).split(", ");
  expect(words).toContain("WhatsApp");
  expect(words).toEqual([...new Set(words)]);
});

test.each(["Devis gratuit, 49 € au lieu de 80 €", "https://site-inconnu.example/page", "Regardez bit.ly/3abcDE"])(
  "flags %j",
  (text) => {
    expect(screen(text)?.action).toBe("flag");
  },
);

test.each([
  "Méfiez-vous des prêts entre particuliers sur WhatsApp, c’est une arnaque : on m’a demandé 250 € de frais.",
  "J’ai reçu « Gagnez 3 000 € par semaine depuis chez vous, écrivez-moi sur WhatsApp : 06 39 98 17 55 ».",
  "> Prêt entre particuliers, écrivez-moi\n\nEncore un de ces messages ce matin.",
  "Le prix passe de 49 € à 29 € par mois, soit -40 %, mais seulement la première année.",
  "Le SMIC est à 1 400 € par mois, l’inflation à 4 %, et les loyers ont pris 20 %.",
  "J’utilise Signal et WhatsApp avec ma famille, Telegram pour le travail.",
  "Voir https://www.cnil.fr/fr/plaintes et la page de fr.wikipedia.org sur le sujet.",
  "Mon blog en parle depuis 2015, mais je ne vais pas faire de pub ici.",
  "[1](https://exemple.example/note), [la source](https://www.lemonde.fr/a) et [lemonde.fr](https://www.lemonde.fr/a)",
  "Le bitcoin a perdu 18 % en une semaine, les pronostics étaient faux.",
  "Attention aux faux hackers éthiques qui promettent de récupérer vos fonds.",
  "Mon député (MP en anglais) ne répond jamais à mes courriers.",
])("passes %j", (text) => {
  expect(screen(text)).toBeUndefined();
});

test("names what it found, and where a misleading link leads", () => {
  expect(screen("Marabout ! Prêt rapide, contactez-moi, 06 39 98 17 55")?.values?.words).toBe(
    "Marabout, Prêt rapide, contactez-moi",
  );
  const verdict = screen("[www.impots.gouv.fr](https://impots-remboursement.example)");
  expect(verdict).toMatchObject({
    reason: "verdict.hiddenLink",
    values: { count: 1, links: "impots.gouv.fr → impots-remboursement.example" },
  });
  expect(screen("[www.gouv.fr](https://voleur.example)", { ...presets, "moderation.spamPatterns": 0 })).toBeUndefined();
});
