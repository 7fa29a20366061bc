import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { childrenOf, readXml } from "#lib/xml-testing.ts";
import { toMiningReservation, toPageReservation } from "../rules.ts";
import { answerCrawlers, listAgents, trainingCrawlers } from "./ai-crawlers.ts";
import { writeReservationLines } from "./robots-txt.ts";
import { licenceLink, writeLicence } from "./rsl.ts";
import { readTdmMetadata, tdmProperties, writeTdmrep } from "./tdmrep.ts";

// SITE_URL in tests: http://vigie.test (vitest.config.ts).
const reserve = (value: "none" | "training" | "all", policy = "/legal") =>
  toMiningReservation({ "site.textMining": value, "site.textMiningPolicy": policy });

function usages(value: "training" | "all") {
  const reservation = reserve(value);
  if (!reservation) throw new Error("nothing is reserved");
  const content = childrenOf(readXml(writeLicence(reservation)), "content")[0];
  const licence = content && childrenOf(content, "license")[0];
  if (!licence) throw new Error("no licence");
  const listOf = (name: string) => childrenOf(licence, name).map(({ text }) => text);
  return { permits: listOf("permits"), prohibits: listOf("prohibits") };
}

test("reserves mining and training by default, and leaves search and answers alone", () => {
  const reservation = toMiningReservation(presets);
  expect(reservation).toEqual({ allowsAnswers: true, policyUrl: "http://vigie.test/legal" });
  const { everyone, crawlers } = writeReservationLines(reservation);
  expect(everyone).toEqual(["Content-Signal: search=yes, ai-input=yes, ai-train=no"]);
  for (const agent of listAgents(trainingCrawlers)) expect(crawlers).toContain(`User-agent: ${agent}`);
  for (const agent of listAgents(answerCrawlers)) expect(crawlers).not.toContain(`User-agent: ${agent}`);
  expect(usages("training")).toEqual({ permits: ["search ai-input ai-index"], prohibits: ["ai-train"] });
});

test("reserves answers too", () => {
  const { everyone, crawlers } = writeReservationLines(reserve("all"));
  expect(everyone).toEqual(["Content-Signal: search=yes, ai-input=no, ai-train=no"]);
  expect(crawlers).toContain("User-agent: OAI-SearchBot");
  expect(crawlers.slice(-2)).toEqual(["Disallow: /", ""]);
  expect(usages("all")).toEqual({ permits: ["search"], prohibits: ["ai-all"] });
});

test("says nothing anywhere if nothing is reserved", () => {
  expect(reserve("none")).toBeNull();
  expect(writeReservationLines(null)).toEqual({ header: [], everyone: [], crawlers: [] });
  expect(tdmProperties(toPageReservation(null))).toEqual([]);
});

test("tdmrep.json covers the whole site and names the policy", () => {
  const reservation = reserve("training", "https://licences.example/é?a=1&b=2");
  expect(reservation && JSON.parse(writeTdmrep(reservation))).toEqual([
    { location: "/", "tdm-reservation": 1, "tdm-policy": "https://licences.example/%C3%A9?a=1&b=2" },
  ]);
});

test("the address of the policy cannot break a header, a line or an element", () => {
  for (const policy of ["https://a.example/\r\nX: y", "/x\n", '/"><script>', "https://a.example/\u2028é"]) {
    const { policyUrl = "" } = reserve("training", policy) ?? {};
    expect(policyUrl).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
    expect(policyUrl).not.toMatch(/["<>]/);
  }
  expect(licenceLink()).toBe('<http://vigie.test/license.xml>; rel="license"; type="application/rsl+xml"');
});

test.each([
  // The site's reservation, whether the source reserves, what the page says.
  ["training", true, { hasLicence: false }],
  ["training", false, null],
  ["none", true, { hasLicence: false }],
  ["none", false, null],
] as const)("with %s, an extract's page repeats its source's reservation (%s) only", (value, isReserved, expected) => {
  expect(toPageReservation(reserve(value), { syndicated: true, source: { isReserved } })).toEqual(expected);
});

test("an article of our own is reserved whatever its source says", () => {
  const own = { syndicated: false, source: { isReserved: false } };
  expect(toPageReservation(reserve("all"), own)).toEqual({ policyUrl: "http://vigie.test/legal", hasLicence: true });
  expect(toPageReservation(reserve("none"), own)).toBeNull();
});

test("headers are read from the head only", () => {
  const meta = '<meta name="tdm-reservation" content="1"/>';
  expect(readTdmMetadata(`<head>${meta}<meta name="tdm-policy" content="https://a.example/?a&amp;b"/></head>`)).toEqual(
    [
      ["tdm-reservation", "1"],
      ["tdm-policy", "https://a.example/?a&b"],
    ],
  );
  expect(readTdmMetadata(`<head></head><body>${meta}`)).toEqual([]);
  expect(readTdmMetadata(meta)).toEqual([]);
});
