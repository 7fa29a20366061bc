import { describe, expect, it } from "vitest";
import { readPrimaryCategory, readSeoFields } from "./seo.ts";

const facts = {
  title: "Une <faille> & demie",
  siteName: "Carnet",
  tagline: "Le bruit du réseau",
  excerpt: "En bref",
  category: "Sécurité",
  author: "Anne",
};
const read = (meta: Record<string, string>) =>
  readSeoFields(new Map(Object.entries(meta).map(([key, value]) => [key, [value]])), facts, (address) =>
    address.startsWith("https://blog.test"),
  );

describe("fields for search engines", () => {
  it.each([
    ["_yoast_wpseo_title", "Faille : tout savoir", "Faille : tout savoir"],
    ["_yoast_wpseo_title", "%%title%% %%page%% %%sep%% %%sitename%%", ""],
    ["_yoast_wpseo_title", "%%primary_category%%: %%title%% %%sep%% %%sitename%%", "Sécurité: Une <faille> & demie"],
    ["_yoast_wpseo_title", "%%cf_subtitle%% %%sep%% Un guide %%sep%% %%currentyear%%", "Un guide"],
    ["_yoast_wpseo_title", "Le Carnet", "Le Carnet"],
    ["_yoast_wpseo_title", "100 % vrai | Carnet", "100 % vrai"],
    ["rank_math_title", "%title% %sep% %sitename%", ""],
    ["rank_math_title", "%customfield(subtitle)% Guide de %author% %sep% %sitename%", "Guide de Anne"],
    ["_aioseop_title", "Ancien &amp; titre", "Ancien & titre"],
    ["_aioseop_title", "%post_title% | %site_title%", ""],
    ["_aioseo_title", "#post_title : le guide #separator_sa #site_title", "Une <faille> & demie : le guide"],
    ["_seopress_titles_title", "%%post_title%% — %%sitetitle%%", ""],
    ["_genesis_title", "50%de %title%", "50%de %title%"],
    ["_yoast_wpseo_title", "x".repeat(300), "x".repeat(200)],
    ["_yoast_wpseo_title", "a %%constructor%% b", "a b"],
  ])("reads the title of %s: %s", (key, value, wanted) => {
    expect(read({ [key]: value }).seoTitle).toBe(wanted);
  });

  it.each([
    ["_yoast_wpseo_metadesc", "%%excerpt%% : la <b>suite</b>", "En bref : la suite"],
    ["rank_math_description", "%excerpt%", "En bref"],
    ["_aioseop_description", "Un texte", "Un texte"],
    ["_aioseo_description", "#post_excerpt #tagline", "En bref Le bruit du réseau"],
    ["_seopress_titles_desc", "Un texte", "Un texte"],
    ["_genesis_description", "Un texte", "Un texte"],
  ])("reads the description of %s", (key, value, wanted) => {
    expect(read({ [key]: value }).seoDescription).toBe(wanted);
  });

  it.each([
    ["_yoast_wpseo_canonical", "https://ailleurs.test/a", "https://ailleurs.test/a"],
    ["rank_math_canonical_url", "https://blog.test/a/", ""],
    ["_aioseop_custom_link", "javascript:alert(1)", ""],
    ["_seopress_robots_canonical", "/a", ""],
    ["_genesis_canonical_uri", "https://ailleurs.test/a", "https://ailleurs.test/a"],
  ])("reads the canonical address of %s: %s", (key, value, wanted) => {
    expect(read({ [key]: value }).canonicalUrl).toBe(wanted);
  });

  it("reads the first plugin that has a value", () => {
    expect(read({ _yoast_wpseo_title: "", rank_math_title: "R", _genesis_title: "G" }).seoTitle).toBe("R");
    expect(readPrimaryCategory(new Map([["rank_math_primary_category", ["12"]]]))).toBe("12");
    expect(readPrimaryCategory(new Map())).toBeUndefined();
  });

  it("takes time in proportion to hostile templates", () => {
    for (const text of ["%", "%%a", "%a(", "#a_", "- ", "%%a-"])
      for (const key of ["_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title"])
        expect(read({ [key]: text.repeat(500_000) }).seoTitle.length).toBeLessThanOrEqual(200);
  });
});
