import { expect, it } from "vitest";
import { proposeSite } from "./site.ts";
import { TimeZoneSamples } from "./time-zone.ts";

const infer = (pairs: [string, string][]) => {
  const samples = new TimeZoneSamples();
  for (const [local, gmt] of pairs) samples.add(local, gmt);
  return samples.infer();
};

it.each([
  ["Europe/Paris", ["2019-01-10 12:00:00", "2019-01-10 11:00:00"], ["2019-07-10 12:00:00", "2019-07-10 10:00:00"]],
  ["America/New_York", ["2019-01-10 12:00:00", "2019-01-10 17:00:00"], ["2019-07-10 12:00:00", "2019-07-10 16:00:00"]],
  ["Asia/Kolkata", ["2019-01-10 17:30:00", "2019-01-10 12:00:00"], ["2019-07-10 17:30:00", "2019-07-10 12:00:00"]],
  ["Europe/London", ["2019-01-10 12:00:00", "2019-01-10 12:00:00"], ["2019-07-10 12:00:00", "2019-07-10 11:00:00"]],
  ["UTC", ["2019-01-10 12:00:00", "2019-01-10 12:00:00"], ["2019-07-10 12:00:00", "2019-07-10 12:00:00"]],
  ["Pacific/Chatham", ["2019-01-10 13:45:00", "2019-01-10 00:00:00"], ["2019-07-10 12:45:00", "2019-07-10 00:00:00"]],
] satisfies [string, [string, string], [string, string]][])("infers %s", (zone, winter, summer) => {
  expect(infer([winter, summer])).toBe(zone);
});

it("infers nothing from too few, contradictory or invalid dates", () => {
  expect(infer([["2019-01-10 12:00:00", "2019-01-10 11:00:00"]])).toBeUndefined();
  expect(infer([["0000-00-00 00:00:00", "x"]])).toBeUndefined();
  expect(
    infer([
      ["2019-01-10 12:00:00", "2019-01-10 11:00:00"],
      ["2019-01-10 12:00:00", "2019-01-10 04:00:00"],
      ["2019-01-10 12:00:00", "2019-01-10 17:00:00"],
    ]),
  ).toBeUndefined();
});

it("proposes commands that a shell takes literally", () => {
  const site = proposeSite(
    { title: "L'été &amp; <b>moi</b> $(rm)", description: "x".repeat(200), language: "fr-FR" },
    "Europe/Paris",
  );
  expect(site.commands).toEqual([
    "npm run vigie -- settings set site.name 'L'\\''été & moi $(rm)'",
    `npm run vigie -- settings set site.tagline '${"x".repeat(120)}'`,
    "npm run vigie -- settings set site.zone 'Europe/Paris'",
  ]);
  expect(proposeSite({ title: "", description: "", language: "; rm" }, undefined)).toEqual({
    name: "",
    tagline: "",
    language: "",
    zone: "",
    commands: [],
  });
});
