import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { findHearsay } from "./hearsay.ts";
import { findQuotedSpans } from "./reported-speech.ts";

const find = (text: string) => {
  const quotations = findQuotedSpans(text);
  expect(quotations).not.toEqual([]);
  return findHearsay(text, quotations).map(({ start, end }) => text.slice(start, end).trim());
};

test.each([
  "On dit que « tu es un gros con ».",
  "Tout le monde dit que « vous êtes un crétin fini », Monsieur Durand.",
  "Il paraît que « tu es une grosse merde ».",
  "J’ai lu quelque part que « tu étais un fils de pute ».",
  "Comme on dit, « t'es vraiment trop conne pour comprendre ».",
  "Comme le dit si bien la chanson, « t'es con », @Julien",
  "Certains diraient « espèce d'abruti », moi je me retiens.",
  "D'aucuns vous qualifieraient de « pauvre débile », je n'en suis pas loin.",
  "N'importe qui te dirait « dégage, sale rat ».",
  "D'autres que moi diraient « ta gueule, vieux débris ».",
  "On pourrait te répondre « va te faire foutre, sale connard ».",
  "Je ne dis pas que tu es « un sale con », je dis juste que ça y ressemble.",
  "Si je devais te décrire en un mot ce serait « abruti ».",
  "on m'a dit de te dire « t'es un gros con »",
  "Il y a un mot pour les gens comme vous : « enculés ».",
  "Chez nous les gens comme toi, on les appelle « les sous-merdes »",
  "Petit message à l'auteur : « vous êtes une pourriture ».",
  "No offence but some would call you “a fucking moron”.",
  'Some people would say "shut up you fat idiot".',
  'People are saying that "you are a complete cunt".',
  'Rumour has it that "you are a nonce".',
  'As they say, "you can’t fix stupid, you dumb retard".',
  "I'm not calling you \"a fucking idiot\", I'm just thinking it.",
  'One might describe you as "a pathetic piece of trash".',
  'The technical term for someone like you is "total bellend".',
  'Message to the author: "you are a stupid bitch".',
])("takes the quotation of %j for the author's own words", (text) => {
  expect(find(text)).toHaveLength(1);
});

test.each([
  "Mon voisin m'a dit « t'es un gros con » devant mes enfants.",
  "Il m'a traité de « gros con ».",
  "Sous l'article on lit « sale pédale », « crève », et personne ne modère.",
  "Le maire a déclaré que « vous êtes des abrutis ».",
  "À l'école on lui dit « t'es une grosse merde » tous les jours.",
  "On nous dit que « vous êtes des bons à rien », tous les jours.",
  "On dit à ma fille que « tu es une grosse vache », voilà le collège.",
  "On dit « vous êtes des enculés » aux arbitres tous les dimanches.",
  "Certains écrivent « crève, sale juif » sans jamais être inquiétés.",
  "Comme disait Audiard, « les cons ça ose tout ».",
  "Certains diraient « foutu », moi je dis qu'il y a encore de l'espoir.",
  "Personne ne te dirait « sale gouine » en face.",
  "Un prof ne dirait jamais « ta gueule » à un élève.",
  "On te traite de « pédé » dès la sixième et tu apprends à ne plus parler.",
  "Quand tu lis « t'es qu'une grosse vache, suicide-toi », tu fais quoi ?",
  "Quand quelqu'un te dit « t'es moche » tous les jours, tu finis par le croire.",
  "Le message de l'auteur du tag : « sale juive ».",
  "Vous avez écrit : « les journalistes sont des pourris ». Avez-vous une source ?",
  "Il paraît que le président lui a lancé « casse-toi, pauvre con » au salon.",
  'They called me "a fat cow" all through school.',
  'People tell me "you don\'t look disabled, stop faking it".',
  'You called her "a stupid bitch" and now you want civility?',
  'My dad used to say "you\'re useless" every day of my childhood.',
  'Would you say "shut up you idiot" to a customer? She did.',
  'No offence taken, but one of you called me "a moron" here.',
  'Nobody would call you "a moron" to your face.',
  'Somebody emailed my wife "you\'re a whore and we know your school run".',
])("leaves the quotation of %j to whoever said it", (text) => {
  expect(find(text)).toEqual([]);
});

test("leaves other quotations of the comment alone", () => {
  expect(find("Il m'a dit « crève ». Comme on dit, « tu récoltes ce que tu sèmes ».")).toEqual([
    "tu récoltes ce que tu sèmes",
  ]);
});

test("reads any text, hostile ones too", () => {
  for (const [, text] of hostileInputs(10_000)) findHearsay(text, findQuotedSpans(text));
  const parts = fc.array(fc.constantFrom("«", "»", '"', "on dit que ", "tu es ", "would call you ", ". ", "İ", "\n"));
  fc.assert(
    fc.property(parts, (all) => {
      const text = all.join("");
      const quotations = findQuotedSpans(text);
      for (const span of findHearsay(text, quotations)) expect(quotations).toContain(span);
    }),
  );
});
