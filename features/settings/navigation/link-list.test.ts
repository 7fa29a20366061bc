import { describe, expect, test } from "vitest";
import { parseLinkList, resolveLinkList } from "./link-list.ts";

describe("parseLinkList", () => {
  test.each([
    ["/rules", { href: "/rules", label: "", isExternal: false }],
    ["  Nos   règles | /rules ", { href: "/rules", label: "Nos règles", isExternal: false }],
    ["A | B | /rules#x?y=é", { href: "/rules#x?y=é", label: "A | B", isExternal: false }],
    [
      "Radio | https://radio.example/direct",
      { href: "https://radio.example/direct", label: "Radio", isExternal: true },
    ],
    ["*", "*"],
  ])("reads the line %j", (text, line) => {
    expect(parseLinkList(text)).toEqual({ lines: [line], faults: [] });
  });

  test.each([
    ["Radio | http://radio.example", "setting.entryAddress"],
    ["Script | javascript:alert(1)", "setting.entryAddress"],
    ["Data | data:text/html,x", "setting.entryAddress"],
    ["Ailleurs | //evil.example", "setting.entryAddress"],
    ["Ailleurs | /\\evil.example", "setting.entryAddress"],
    ["Ailleurs | https:/\\evil.example", "setting.entryAddress"],
    ["Nom | https://a:b@evil.example", "setting.entryAddress"],
    ["Nom | /a b", "setting.entryAddress"],
    ["Nom", "setting.entryAddress"],
    ["Nom |", "setting.entryAddress"],
    ["Nom | *", "setting.entryAddress"],
    ["https://radio.example", "setting.entryName"],
    [`${"x".repeat(61)} | /rules`, "setting.entryLong"],
    [`/${"x".repeat(500)}`, "setting.entryAddress"],
    [Array.from({ length: 41 }, (_, n) => `/p${n}`).join("\n"), "setting.tooManyEntries"],
  ])("refuses %j: %s", (text, fault) => {
    expect(parseLinkList(text).faults).toEqual([fault]);
  });
});

describe("resolveLinkList", () => {
  const known = [
    { href: "/categories/cloud", label: "Cloud", current: true },
    { href: "/rules", label: "Règles" },
    { href: "/legal", label: "Mentions légales" },
  ];
  const automatic = [{ href: "/categories/cloud", label: "Cloud", current: true }];
  const labels = (text: string, required?: string[]) =>
    resolveLinkList(text, { automatic, known, ...(required && { required }) }).map(({ label }) => label);

  test("keeps the order of the lines, with the site's names where they have none", () => {
    expect(labels("/rules\nRadio | https://radio.example\nNuage | /categories/cloud")).toEqual([
      "Règles",
      "Radio",
      "Nuage",
    ]);
    expect(resolveLinkList("Nuage | /categories/cloud", { automatic, known })[0]).toMatchObject({ current: true });
    expect(labels("*\n/rules\n*\n/categories/cloud")).toEqual(["Cloud", "Règles"]);
  });

  test("leaves out missing entries, and returns the default where nothing remains", () => {
    expect(labels("/categories/gone\n/rules")).toEqual(["Règles"]);
    expect(labels("/categories/gone")).toEqual(["Cloud"]);
    expect(labels("")).toEqual(["Cloud"]);
  });

  test("follows moved addresses, under their present or own names", () => {
    const moved = new Map([["/categories/nuage", "/categories/cloud"]]);
    const links = (text: string) =>
      resolveLinkList(text, { automatic, known, moved }).map(({ href, label }) => [href, label]);
    expect(links("/categories/nuage\n/rules")).toEqual([
      ["/categories/cloud", "Cloud"],
      ["/rules", "Règles"],
    ]);
    expect(links("Nuage | /categories/nuage\n/categories/cloud")).toEqual([["/categories/cloud", "Nuage"]]);
  });

  test("leaves out links that lead nowhere, whatever their name", () => {
    const moved = new Map([["/categories/gone", null]]);
    const links = resolveLinkList("Partie | /categories/gone\n/rules", { automatic, known, moved });
    expect(links.map(({ label }) => label)).toEqual(["Règles"]);
  });

  test("appends what the law requires", () => {
    expect(labels("/rules", ["/legal", "/rules"])).toEqual(["Règles", "Mentions légales"]);
  });
});
