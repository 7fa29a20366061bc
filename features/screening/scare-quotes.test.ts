import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { findQuotedSpans, findReportedSpans } from "./reported-speech.ts";
import { dropScareQuotes } from "./scare-quotes.ts";

const read = (text: string) =>
  dropScareQuotes(text, { spans: findReportedSpans(text), quotations: findQuotedSpans(text) });

test.each([
  "« Sale conne » : voilà ce que vous êtes, madame.",
  "Comme disait l’autre, « ta gueule », et ça vaut pour toi.",
  '"fils de pute" à toi',
  "« Les Arabes dehors », et je le pense.",
  "Toi : « crève ».",
  "« pauvre type » !",
  "« pauvre type », hein bon",
  "Vous êtes un « pauvre type », et c’est dommage pour le site.",
  "Marion est une “connasse” depuis toujours, tout le quartier le sait",
  "Ces « bougnoules » ne respectent rien, jamais, nulle part",
  "Espèce de « pauvre type », relis donc l’article en entier",
  "« Qu’ils crèvent », il a bien raison et tout le monde le pense",
  "“Kill yourself” is what you should read twice",
  "You are a “moron” and everyone here knows it",
  "He wrote “all vermin”. He was right, as always.",
  "As they say, “you faggot”, Kevin.",
  "Certains diraient « espèce d’abruti », moi je me retiens",
])("counts as the author's own words: %j", (text) => {
  expect(findReportedSpans(text)).not.toEqual([]);
  expect(read(text)).toEqual({ spans: [], hasAttribution: false });
});

test.each([
  "Le plus dur, c’était de lire « sale pute » sous la photo de ma mère.",
  "J’ai eu droit à un « sale pédé » dans le métro, ce matin.",
  "Ma fille de 14 ans a lu « va te pendre » sur son mur.",
  "Tu es « une traînée », m’a-t-il dit ce soir-là.",
  "Je suis une « grosse vache », paraît-il, depuis la sixième.",
  "On m’a traitée de grosse vache. Voilà ce que vous publiez.",
  "Il m’a dit : crève",
  "He said: die",
  "Il paraît que « bougnoule » est dans le dictionnaire",
  "Somebody sent my daughter “go kill yourself” forty times.",
  "They left 'you ugly cow' on my car",
  "“White slag” is what they called us.",
  "Arrêtez avec vos « les femmes au volant », on a moins d’accidents",
  "Il m’a crié « crève, la vieille ». Il avait raison sur le rond-point.",
  "Quatre ans à ouvrir sa messagerie sur des « t’es bonne qu’à ça »",
  "« Il m’a dit que je n’étais qu’une merde », c’est dur à lire",
])("leaves what %j reports", (text) => {
  expect(read(text).spans).toEqual(findReportedSpans(text));
  expect(read(text).spans).not.toEqual([]);
});

test.each([
  ["Ma fille a été traitée de sale pute et on dit que « tu l’as bien cherché ».", "sale pute et on dit que"],
  ["She was called a whore and people say that “you asked for it”, again.", "a whore and people say that"],
  ["« Dehors », lit-on ici, et on dit que « tu es nul »", "Dehors"],
])("leaves what %j reports before hearsay", (text, reported) => {
  const { spans, hasAttribution } = read(text);
  expect(
    spans.map(({ start, end }) =>
      text
        .slice(start, end)
        .replace(/[\s«“]+$/u, "")
        .trim(),
    ),
  ).toEqual([reported]);
  expect(hasAttribution).toBe(!text.startsWith("«"));
});

test.each([
  "On dit que « sale pédé ».",
  "Comme on dit, « sale pédé », Kevin, et bonne journée",
  "Lis donc ce livre : « sale pédé », chaque soir",
])("takes a word beside the quotation of %j for no attribution", (text) => {
  expect(read(text).spans).not.toEqual([]);
  expect(read(text).hasAttribution).toBe(false);
});

test("knows whether a verb attributes what is quoted", () => {
  expect(read("On l’a traité de « sale nègre » devant ma fille").hasAttribution).toBe(true);
  expect(read("They called him a “faggot” on the bus").hasAttribution).toBe(true);
  expect(read("Elle m’a écrit « crève » hier soir").hasAttribution).toBe(true);
  expect(read("Il m’a dit « crève ». On dit que « tu es un con ».").spans).toHaveLength(1);
  expect(read("Quatre « crève » en une heure, sous ma vidéo").hasAttribution).toBe(false);
  expect(read("Rien à signaler, ni dit ni écrit")).toEqual({ spans: [], hasAttribution: false });
});

test("reads any text, hostile ones too", () => {
  for (const [, text] of hostileInputs(10_000)) read(text);
  const parts = fc.array(fc.constantFrom("«", "»", '"', "toi", " : ", "est une ", "\0", "à toi", "dit ", "x", "\n"));
  fc.assert(fc.property(parts, (all) => void read(all.join(""))));
});
