import fc from "fast-check";
import { expect, test } from "vitest";
import { listLicenceAddresses, readReservation } from "./read-reservation.ts";
import { readTags } from "./tags.ts";

const pieces = [
  ...[
    "User-agent: GPTBot\n",
    "User-agent: *\r",
    "Disallow: /",
    "Allow: *$",
    "Content-Signal: ai-train=no",
    "License: ",
    "#",
    ":",
    "\n",
  ],
  ...['[{"location":"/*","tdm-reservation":1}', '{"location":', '"*"', "[[[", "]", "1e999", "\\u0000"],
  ...[
    "<meta name='tdm-reservation' content=",
    "<link rel=license type=application/rsl+xml href=",
    "<rsl:content url='",
    "<license>",
  ],
  ...[
    "<permits type=usage>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<script>",
    "</",
    ">",
    '"',
    "'",
    "&amp;",
    "=",
    "%",
    "%2",
    "\u0000",
    "\ud800",
    "é",
  ],
];
const hostile = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 8 })), {
  maxLength: 60,
});

test("any text is read, without an error", () => {
  const document = hostile.map((chosen) => chosen.join(""));
  const headers = fc.dictionary(
    fc.constantFrom("tdm-reservation", "link", "x-robots-tag", "content-usage", "content-signal"),
    document,
  );
  fc.assert(
    fc.property(document, document, document, document, headers, (robotsTxt, tdmrep, html, licence, values) => {
      const statements = {
        robotsTxt,
        tdmrep,
        html,
        headers: values,
        licences: [licence],
        url: "https://a.example/b?c",
      };
      expect([null, "robots.txt", "tdmrep.json", "header", "rsl", "page"]).toContain(readReservation(statements));
      expect(listLicenceAddresses(statements).length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 1_000 },
  );
});

test("no character is part of two tags", () => {
  fc.assert(
    fc.property(hostile, (chosen) => {
      const document = chosen.join("");
      const read = [...readTags(document)];
      const size = read.reduce((sum, { name, text }) => sum + name.length + text.length, 0);
      expect(size).toBeLessThanOrEqual(document.length);
    }),
  );
});

test("a list of rules that is too long reserves nothing", () => {
  const rule = { location: "/", "tdm-reservation": 1 };
  const read = (length: number) =>
    readReservation({ url: "https://a.example/", tdmrep: JSON.stringify(Array(length).fill(rule)) });
  expect(read(5_000)).toBe("tdmrep.json");
  expect(read(100_000)).toBeNull();
});

// Each term once copied those before it: half a minute for each licence.
test("licences of 20,000 terms are read", { timeout: 60_000 }, () => {
  const licence = `<rsl><content url='/'><license>${"<permits>a b c d e f".repeat(19_900)}<permits>ai-train`;
  expect(readReservation({ url: "https://a.example/", licences: Array(6).fill(licence) })).toBeNull();
});
