import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openWorkCounter } from "#lib/work-counter-testing.ts";
import { findPersonalData, type PersonalDataKind } from "./find-personal-data.ts";

const counter = openWorkCounter();
afterAll(() => counter.close());
const values = (text: string) => findPersonalData(text).map(({ value }) => value);

test.each([
  "06 39 98 41 27",
  "0639984127",
  "06.39.98.41.27",
  "06-39-98-41-27",
  "06/39/98/41/27",
  "06 39984127",
  "0 639 984 127",
  "06  39  98  41  27",
  "06\u00a039\u202f98\u00a041\u00a027",
  "O6 39 98 41 27",
  "o6.39.98.4l.27",
  "0 6 3 9 9 8 4 1 2 7",
  "+33 6 39 98 41 27",
  "+33639984127",
  "+33 (0)6 39 98 41 27",
  "+33 06 39 98 41 27",
  "0033 6 39 98 41 27",
  "00 33 6 39 98 41 27",
  "0033639984127",
  "(+33) 6 39 98 41 27",
  "０６ ３９ ９８ ４１ ２７",
  "0️⃣6️⃣ 39 98 41 27",
  "0\u200b6 39 98 41 27",
  "zéro six trente-neuf quatre-vingt-dix-huit quarante et un vingt-sept",
  "zero six trente neuf quatre vingt dix huit quarante-et-un vingt sept",
  "ZÉRO SIX, TRENTE-NEUF, NONANTE-HUIT, QUARANTE-ET-UN, VINGT-SEPT",
  "06 trente-neuf 98 quarante et un 27",
  "06_39_98_41_27",
  "06😀39😀98😀41😀27",
  "٠٦ ٣٩ ٩٨ ٤١ ٢٧",
])("reads %j as one French number", (written) => {
  expect(values(`Appelez-moi, ${written} merci`)).toEqual(["+33639984127"]);
  expect(values(written)).toEqual(["+33639984127"]);
});

test.each(["David 06 39 98 41 27", "Appelez Jean 06 39 98 41 27", "06 39 98 41 27 (1er étage)"])(
  "finds the number in %j, whatever words end as others begin",
  (written) => {
    expect(values(written)).toEqual(["+33639984127"]);
  },
);

test.each(["id 0639984127", "PID: 0639984127", "user_0639984127", "img_06_39_98_41_27_x"])(
  "finds none in %j",
  (written) => {
    expect(values(written)).toEqual([]);
  },
);

test.each([
  ["help lines", "03 20 44 44 44, ".repeat(40), "06 39 98 41 27", "+33639984127"],
  ["signs", "@ ".repeat(600), "jean.dupont@gmail.com", "jean.dupont@gmail.com"],
  ["words", "at ".repeat(300), "jean.dupont (at) gmail (dot) com", "jean.dupont@gmail.com"],
])("finds what comes after many %s", (_, before, written, value) => {
  expect(values(before + written)).toContain(value);
});

test("finds an address with a full-width sign", () => {
  expect(values("jean.dupont＠gmail.com")).toEqual(["jean.dupont@gmail.com"]);
});

test.each<[string, string]>([
  ["Belgian mobile", "0470 12 34 56"],
  ["Belgian, with signs", "0470/12.34.56"],
  ["Belgian, Brussels", "02/345.67.89"],
  ["Belgian, Namur", "081 22 34 56"],
  ["Belgian, abroad", "+32 470 12 34 56"],
  ["Swiss mobile", "079 345 67 89"],
  ["Swiss, Graubünden", "081 345 67 89"],
  ["Swiss, abroad", "+41 (0)79 345 67 89"],
  ["Luxembourg", "+352 621 123 456"],
  ["Luxembourg, announced", "GSM : 621 123 456"],
  ["Canadian", "514-555-0142"],
  ["Canadian, with brackets", "(514) 555-0142"],
  ["American", "+1 212 555 0142"],
  ["American, with the 1", "1-212-555-0142"],
  ["British mobile", "07700 900123"],
  ["British mobile, joined", "07700900123"],
  ["London", "020 7946 0958"],
  ["British, abroad", "+44 7700 900123"],
  ["Togolese", "+228 90 00 00 31"],
  ["Ivorian", "+225 07 00 00 00 45"],
  ["announced", "WhatsApp: 90 12 34 56"],
])("finds a phone number: %s", (_what, written) => {
  expect(findPersonalData(`Voici ${written}, à bientôt`).map(({ kind }) => kind)).toEqual(["phone"]);
});

test.each<[PersonalDataKind, string]>([
  ["email", "jean.dupont@orange.fr"],
  ["email", "JEAN+vente@sous.domaine.example"],
  ["email", "jean [at] orange point fr"],
  ["email", "jean (arobase) orange (point) fr"],
  ["email", "jean.dupont arobase orange point fr"],
  ["email", "jean at gmail dot com"],
  ["email", "jean(at)gmail.com"],
  ["email", "jean [dot] dupont [at] gmail [dot] com"],
  ["email", "jean @ gmail . com"],
  ["email", "contact@gmail.com"],
  ["iban", "FR76 3000 6000 0112 3456 7890 189"],
  ["iban", "FR7630006000011234567890189"],
  ["iban", "fr76-3000-6000-0112-3456-7890-189"],
  ["iban", "BE68 5390 0754 7034"],
  ["iban", "CH93 0076 2011 6238 5295 7"],
  ["iban", "GB29 NWBK 6016 1331 9268 19"],
  ["iban", "sort code 60-16-13, account 31926819"],
  ["iban", "Pay me: sort code 20-44-17, account number: 83642910"],
  ["iban", "sc 309921 acc no. 44120987"],
  ["iban", "acc 44120987, sort code 30 99 21"],
  ["iban", "account no 4412 0987 s/c 30-99-21"],
  ["iban", "Barclays 20 18 23 / 60517734"],
  ["iban", "please send to 20-18-23 60517734"],
  ["card", "4970 1012 3456 7893"],
  ["card", "5555 5555 5555 4444"],
  ["card", "4111-1111-1111-1111"],
  ["card", "3782 822463 10005"],
  ["identity", "1 85 05 78 006 084 91"],
  ["identity", "185057800608491"],
  ["identity", "2 60 07 2A 004 012 16"],
  ["identity", "85.07.30-033.28"],
  ["identity", "756.9217.0769.85"],
  ["address", "14 rue des Charmilles"],
  ["address", "3, impasse de la Vieille-Tuile, 38500 Voiron"],
  ["address", "22 bis quai des Ormes à Vauclairet"],
  ["address", "27 rue Victor-Hugo"],
  ["address", "6 rue des lila"],
  ["address", "12 place du Marché"],
  ["address", "4 av. Jean-Jaurès"],
  ["address", "Rue de la Loi 16, 1000 Bruxelles"],
  ["address", "avenue Louise 54 bte 3, 1050 Ixelles"],
  ["address", "Bahnhofstrasse 12, 8001 Zürich"],
  ["address", "chemin des Fleurs 7, 1203 Genève"],
  ["address", "1234, rue Sainte-Catherine Ouest, Montréal"],
  ["address", "42 Maple Street"],
  ["address", "17B Gloucester Rd"],
  ["address", "3 Tannery Cottages, Thirsk YO7 1PL"],
  ["address", "bâtiment C4 résidence des Aulnes, interphone 27"],
])("finds %s: %j", (kind, written) => {
  expect(findPersonalData(`Notez bien : ${written}. Merci`).map((found) => found.kind)).toEqual([kind]);
});

test.each([
  "Il coûte 1 299,99 € au lieu de 1 499 €, soit 12 500 000 000 € en tout.",
  "Le 06/12/2024 à 14 h 30, puis le 2024-12-06 07:08:09 et le 01.02.2024 12:34.",
  "La version 0.12.34.56.78 corrige CVE-2024-0612345678 et CVE-2023-12345.",
  "Le serveur 192.168.1.10 répond, 10.0.0.1 non ; ::1 et 2001:db8::1 non plus.",
  "SIREN 552 100 554, SIRET 552 100 554 00013, RCS Paris 0552100554",
  "ISBN 0306406152, ISBN 978-2-07-036024-5",
  "d41d8cd98f00b204e9800998ecf8427e et 0612345678abcdef0612345678abcdef",
  "00 01 06 12 34 56 78 9a bc",
  "Colis 6A12345678901, suivi n° 0612345678, commande 4970101234567893",
  "De 1914 à 1918 puis 1939 1940 1944 1945",
  "48.8566, 2.3522 et 45.764043, 4.835659",
  "Score final : 3-1, 6-4 7-5 6-2 puis 25-23 25-19 25-21",
  "https://exemple.test/a/0612345678?tel=+33612345678 et www.exemple.test/06-12-34-56-78",
  "Appelez le 15, le 17, le 112, le 3018 ou le 3919. Transférez au 33700. Le 39 77, le 116 006.",
  "0 800 05 95 95, 0800 05 95 95, 0805 805 817, 08 92 70 12 39, 0 806 000 000",
  "Le tirage : 05 12 23 34 45, complémentaire 7",
  "Loto : 01 02 03 04 05, série 05 10 15 20 25",
  "010101 0110 01 01 1001 0110",
  "Elle a 10 000 abonnés, +10 000 000 de vues, +200 000 000 €",
  "Le port 8080, l’erreur 0x80070005, le code 418, la RFC 2822, 16 384 octets",
  "π = 3,14159265358979 ; 0,0612345678 ; 6.02214076e23",
  "Écrivez à contact@exemple.fr, presse@mairie.example, abuse@ovh.net ou dpo@cnil.fr",
  "@jeanne@mastodon.social suit git@github.com:vigie/vigie.git",
  "Le symbole arobase point d’interrogation ; look at example.com ; je suis chez orange",
  "J’ai 2 places de parking, 3 cours de natation, 4 routes barrées, 2 rues plus loin",
  "à 300 mètres de la rue, dans la rue du 8 mai 1945, avenue du 11 novembre 1918",
  "55 rue du Faubourg-Saint-Honoré, 36 quai des Orfèvres, 10 Downing Street",
  "La mairie, 12 rue de la République, et le tribunal du 3 boulevard du Palais",
  "a 2 mile drive, a 10 minute lane, 5 way street",
  "joueurs info service 09 74 75 13 13 ; SOS Amitié au 09 72 39 40 50",
  "un deux trois quatre cinq six sept huit neuf dix",
  "entre vingt et trente ou quarante ou cinquante personnes",
  "IBAN : quatre lettres ; FR76 suivi de 23 chiffres",
  "Il est 06 h 12, le train 06 12 34 part voie 56.",
  "Réf. dossier 20-44-17 12345678, la CNIL a répondu en huit mois.",
  "Version 20.31.40 build 12345678; CVE-2026-20453 shipped before 20-44-17 of the train, 44556677 downloads.",
  "Flight 20-30-15, ref 44556677. The invoice of 12-04-26 for £10234567 was fake, and my account was locked on 12-04-26.",
  "The bank transfer of 12-04-26 (reference 44556677) never came; I opened a second bank account on 12 04 2026.",
  "SW1A 1AA; helpline 0800 111, 08-30-17, Mon-Fri; Action Fraud 0300 123 2040; 17Cyber; 33700",
  "Never give your sort code and account number over the phone. On 30-11-26 Ofcom fined them £20,000,000.",
  "My account of 10000000 points from 12-34-56 is gone; acc. to the report 120426 people, 20261130 visits",
])("finds nothing in %j", (text) => {
  expect(findPersonalData(text)).toEqual([]);
});

test("finds several, in order, and each number of a list of phone numbers", () => {
  const text = "06 39 98 41 27 07 56 81 22 04, jean@orange.fr, 14 rue des Charmilles";
  expect(values(text)).toEqual(["+33639984127", "+33756812204", "jean@orange.fr", "14 rue des charmilles"]);
});

test("shows the beginning and the end only", () => {
  const text = "06 39 98 41 27, jean.dupont [at] orange.fr, FR76 3000 6000 0112 3456 7890 189, 14 rue des Charmilles";
  expect(findPersonalData(text).map(({ masked }) => masked)).toEqual([
    "06 39…27",
    "j…@orange.fr",
    "FR76…89",
    "14 rue…",
  ]);
});

test("finds a French number wherever it is and however it is grouped", () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 });
  const separator = fc.constantFrom(" ", ".", "-", "", "  ", "/");
  fc.assert(
    fc.property(fc.constantFrom("06", "07"), digits, separator, (lead, rest, between) => {
      const pairs = [lead, ...(rest.join("").match(/../g) ?? [])];
      const numbers = pairs.map(Number);
      const isList = numbers.every(
        (value, n) => n === 0 || value - (numbers[n - 1] ?? 0) === (numbers[1] ?? 0) - (numbers[0] ?? 0),
      );
      fc.pre(!isList);
      expect(values(`mon numéro : ${pairs.join(between)} (le soir)`)).toEqual([`+33${pairs.join("").slice(1)}`]);
    }),
    { numRuns: 200 },
  );
});

test("does about twice the work on a text twice as long, whatever its digits", () => {
  const pieces = [
    "0",
    "06",
    "06 ",
    "06 12 34 56 78 ",
    "1 ",
    "+33 ",
    "00 ",
    "O",
    "O6.",
    "a@",
    "a@b.fr ",
    "@ ",
    " at ",
    "FR76 ",
    "FR76",
    "zéro ",
    "six ",
    "quatre vingt ",
    "12 rue ",
    "12 rue a ",
    "1 85 05 ",
    "4970 ",
    "[at] ",
    "arobase ",
    "a point ",
    "bâtiment A ",
    "12 A Street ",
    "1 A YO7 ",
    "60-16-13 ",
    "habite ",
    "mairie ",
    "é",
    ": ",
    "rue a ",
    "1-",
    "1.",
    "٣",
    "٣ ",
    "0️⃣",
    "http://",
    "www.1 ",
    "(",
    "1(",
    "habite 1 rue ",
  ];
  const work = (piece: string, length: number) => {
    const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    return counter.count(() => findPersonalData(text));
  };
  for (const piece of pieces) {
    const [short, long] = [work(piece, 4_000), work(piece, 8_000)];
    expect(long, piece).toBeLessThan(short * 2.6 + 2_000);
  }
});
