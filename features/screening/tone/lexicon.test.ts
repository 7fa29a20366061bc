import { expect, test } from "vitest";
import { createLexicon } from "./lexicon.ts";
import { splitIntoSentences } from "./tokens.ts";

const lexicon = createLexicon([
  "INSULT!: connard con= idiot+ fils_de_put* cornichon lèche-bottes you're_a_* know_*_live know_our*",
  "YOU: tu= t'= you\nACT!: frapp~er saisir~ir kick~ed strangl~e\n# a comment: nothing\nNAME: Jean*",
]);
const read = (text: string) =>
  splitIntoSentences(text, [], lexicon)
    .flatMap(({ tokens }) => tokens)
    .flatMap(({ word, classes }) => (classes.length > 0 ? [`${word}:${classes.map((id) => lexicon.names[id])}`] : []));

test.each<[string, string[]]>([
  ["connards", ["connards:INSULT"]],
  ["un con, des cons", ["con:INSULT"]],
  ["Idiote, idiots, idiotes !", ["idiote:INSULT", "idiots:INSULT", "idiotes:INSULT"]],
  ["il frappera, frappez", ["frappera:ACT", "frappez:ACT"]],
  ["Fils de pute", ["fils:INSULT"]],
  ["fils de Paul", []],
  ["kicks, kicking, kicked", ["kicks:ACT", "kicking:ACT", "kicked:ACT"]],
  ["strangle, strangling", ["strangle:ACT", "strangling:ACT"]],
  ["lèche-bottes", ["leche:INSULT"]],
  ["You’re a one", ["you:YOU,INSULT"]],
  ["know you live, know ours", ["know:INSULT", "you:YOU", "know:INSULT"]],
  ["Jeannette", ["jeannette:NAME"]],
  ["T’es là", ["t':YOU"]],
  // Disguises.
  ["c0nn4rd", ["connard:INSULT"]],
  ["c o n n a r d", ["connard:INSULT"]],
  ["c.o.n.n.a.r.d", ["connard:INSULT"]],
  ["con-nard", ["connard:INSULT"]],
  ["co\u200bnn\u00adard", ["connard:INSULT"]],
  ["соnnаrd", ["connard:INSULT"]],
  ["CONNNNNAAARD", ["connard:INSULT"]],
  ["conard", ["connard:INSULT"]],
  ["c*nn*rd, con***d", ["connard:INSULT", "connard:INSULT"]],
  ["1d!ot", ["idiot:INSULT"]],
  // Not disguises.
  ["4 idées, 1000 €, 5g", []],
  ["a b c d e", []],
  ["cornic hon", []],
])("%s", (text, classes) => {
  expect(read(text)).toEqual(classes);
});
