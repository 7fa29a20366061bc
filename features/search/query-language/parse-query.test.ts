import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanQueryText } from "#features/search/request/address.ts";
import { maxTerms } from "#features/search/rules.ts";
import { parseQuery } from "./parse-query.ts";

const show = (text: string) => {
  const { clauses, excluded, people } = parseQuery(cleanQueryText(text));
  const write = ({ kind, text: words }: { kind: string; text: string }) =>
    kind === "phrase" ? `"${words}"` : kind === "prefix" ? `${words}*` : words;
  return [
    ...clauses.map((clause) => clause.map(write).join("|")),
    ...excluded.map((term) => `-${write(term)}`),
    ...people.map((name) => `par:${name}`),
  ];
};

describe("parseQuery", () => {
  it.each([
    ["mot de passe", ["mot", "de", "passe"]],
    ['"mot de passe" perdu', ['"mot de passe"', "perdu"]],
    ["« boîte à biscuits »", ['"boîte à biscuits"']],
    ["“deux mots” „drei Worte“", ['"deux mots"', '"drei Worte"']],
    ['box -orange -"mot de passe" wi-fi', ["box", "wi-fi", "-orange", '-"mot de passe"']],
    ['par:vasseur rançon par:"Ada Lovelace" PAR:x', ["rançon", "par:vasseur", "par:Ada Lovelace", "par:x"]],
    ["rançon OU virement OR rib", ["rançon|virement|rib"]],
    ["OU rançon OU", ["rançon"]],
    ["ou or", ["ou", "or"]],
    ["sauv* s* *", ["sauv*", "s"]],
    ["l’ordinateur d'Ada, perdu ?", ["l’ordinateur", "d'Ada", "perdu"]],
    ['un "guillemet ouvert', ["un", "guillemet", "ouvert"]],
    ['- -- -- par: par:- "" «»', []],
    ["'\":*&|!()", []],
    ["a'; drop table articles; --", ["a", "drop", "table", "articles"]],
    ["ｒａｎçｏｎ ﬁchier", ["rançon", "fichier"]],
    ["😀 مرحبا", ["مرحبا"]],
  ])("reads %s", (text, terms) => {
    expect(show(text)).toEqual(terms);
  });

  it("reads twenty terms at most", () => {
    expect(parseQuery("a ".repeat(100)).clauses).toHaveLength(maxTerms);
  });

  it("reads any text, whose words have letters or digits only at their ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const { clauses, excluded, people } = parseQuery(cleanQueryText(text));
        const words = [...clauses.flat(), ...excluded].map((term) => term.text).concat(people);
        expect(words.length).toBeLessThanOrEqual(maxTerms);
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}]/u);
      }),
    );
  });

  it("looks for each kind of closing quote once", () => {
    let searches = 0;
    const text = Object.assign('"'.repeat(1) + "« x ".repeat(200), {});
    const original = String.prototype.indexOf;
    String.prototype.indexOf = function (...args) {
      searches += 1;
      return original.apply(this, args);
    };
    try {
      parseQuery(text);
    } finally {
      String.prototype.indexOf = original;
    }
    expect(searches).toBeLessThan(20);
  });
});
