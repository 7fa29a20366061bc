import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { settingChanges, settings } from "#db/schema.ts";
import { resetSetting, setSetting } from "#features/settings/mutations.ts";
import { readStoredSettings } from "#features/settings/queries.ts";
import type { SampleItem } from "../export/sample-testing.ts";
import { formatReason } from "../import-reason.ts";
import { formatReport } from "../report.ts";
import { importFixtures } from "../testing.ts";
import { chooseMenus } from "./import-menus.ts";
import { type MenuNode, parseNavigation } from "./menu-tree.ts";

const { db, bring } = importFixtures();

const head = `<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>nuage</wp:category_nicename><wp:cat_name>Nuage</wp:cat_name></wp:category>
<wp:category><wp:term_id>6</wp:term_id><wp:category_nicename>vide</wp:category_nicename><wp:cat_name>Vide</wp:cat_name></wp:category>
<wp:tag><wp:term_id>8</wp:term_id><wp:tag_slug>rgpd</wp:tag_slug><wp:tag_name>RGPD</wp:tag_name></wp:tag>
<wp:term><wp:term_id>20</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>principal</wp:term_slug><wp:term_name>Menu principal</wp:term_name></wp:term>
<wp:term><wp:term_id>21</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>pied</wp:term_slug><wp:term_name>Pied de page</wp:term_name></wp:term>`;

let nextId = 100;
interface Entry {
  id?: number;
  label?: string;
  to?: [type: string, object: string, objectId: number];
  url?: string;
  below?: number;
  menu?: string;
}
function menuItem({ id, label = "", to, url = "", below = 0, menu = "principal" }: Entry): SampleItem {
  nextId += 1;
  const [type, object, objectId] = to ?? ["custom", "custom", id ?? nextId];
  return {
    id: id ?? nextId,
    type: "nav_menu_item",
    title: label,
    menuOrder: nextId,
    terms: [{ taxonomy: "nav_menu", nicename: menu, name: menu }],
    meta: {
      _menu_item_type: type,
      _menu_item_object: object,
      _menu_item_object_id: String(objectId),
      _menu_item_menu_item_parent: String(below),
      _menu_item_url: url,
    },
  };
}

const content: SampleItem[] = [
  { id: 1, title: "Billet", name: "billet", categories: ["nuage"], tags: ["rgpd"], content: "Texte." },
  { id: 2, type: "page", title: "L’équipe", name: "equipe", link: "https://blog.example/equipe/", content: "Nous." },
  { id: 3, type: "page", title: "Secret", name: "secret", status: "private", content: "Nous." },
];

const main = [
  menuItem({ label: "Accueil", url: "https://blog.example/" }),
  menuItem({ id: 50, label: "Rubriques", url: "#" }),
  menuItem({ to: ["taxonomy", "category", 5], below: 50 }),
  menuItem({ to: ["taxonomy", "category", 6], below: 50 }),
  menuItem({ id: 51, to: ["post_type", "page", 2] }),
  menuItem({ label: "Dessous", url: "/contact", below: 51 }),
  menuItem({ to: ["post_type", "page", 3] }),
  menuItem({ label: "Lire &amp; voir", to: ["post_type", "post", 1] }),
  menuItem({ to: ["taxonomy", "post_tag", 8] }),
  menuItem({ label: "Radio", url: "https://radio.example/?a=1|2" }),
  menuItem({ label: "Ancien", url: "http://radio.example/" }),
  menuItem({ label: "Script", url: "javascript:alert(1)" }),
  menuItem({ label: "Flux", url: "https://www.blog.example/feed/" }),
  menuItem({ label: "x".repeat(80), url: "/equipe/" }),
  menuItem({ label: "Perdu", url: "https://blog.example/perdu/" }),
  menuItem({ label: "y".repeat(80), url: "https://long.example/" }),
];
const footer = [menuItem({ label: "Billet", url: "/billet", menu: "pied" })];

const navigation = async () => {
  const stored = await readStoredSettings(db);
  return [stored["navigation.header"], stored["navigation.footer"]].map((list) => list.split("\n"));
};

describe("importMenus", () => {
  it("fills the default navigation with links to the new addresses, once", async () => {
    const report = await bring([...content, ...main, ...footer], {}, { head });
    const [header, below] = await navigation();
    expect(header).toEqual([
      "Accueil | /",
      "/categories/nuage",
      "Vide | /categories/vide",
      "/pages/equipe",
      "Lire & voir | /articles/billet",
      "RGPD | /tags/rgpd",
      "Radio | https://radio.example/?a=1%7C2",
      "Flux | /feed.xml",
      `${"y".repeat(59)}… | https://long.example/`,
    ]);
    expect(below).toEqual(["Billet | /articles/billet", "*"]);
    expect(
      report.menus.leftOut.map(
        ({ label, reason }) => `${label.slice(0, 9)}: ${formatReason(reason, "en").slice(0, 14)}`,
      ),
    ).toEqual([
      "Dessous: it is below “L",
      "Secret: its target is ",
      "Ancien: it begins with",
      "Script: its address ca",
      "Perdu: no page of thi",
      "yyyyyyyyy: its name is sh",
    ]);
    expect(report.skipped.items).toEqual([]);
    expect(formatReport(report).join("\n")).toContain("Menus       header: 9 links of “Menu principal”");
    const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
    expect(changes.map(({ key, actorId }) => [key, actorId])).toContainEqual(["navigation.header", null]);
    const again = await bring([...content, ...main, ...footer], {}, { head });
    expect(again.menus).toMatchObject({ imported: [], proposed: [] });
    expect(again.menus.unchanged).toHaveLength(2);
    expect(await db.select().from(settingChanges)).toHaveLength(changes.length);
  });

  it("writes nothing in a dry run", async () => {
    const report = await bring([...content, ...main], { dryRun: true }, { head });
    expect(report.menus.imported).toHaveLength(1);
    expect(await db.select().from(settings)).toEqual([]);
  });

  it("follows the old site's menu until somebody edits the navigation here, then proposes lines", async () => {
    const link = (label: string) => menuItem({ label, url: `https://${label}.example/` });
    await bring([...content, link("un")]);
    expect((await bring([...content, link("deux")])).menus.imported).toHaveLength(1);
    expect((await navigation())[0]).toEqual(["deux | https://deux.example/"]);
    await setSetting(db, "navigation.header", "/rules");
    const report = await bring([...content, link("trois")]);
    expect(report.menus).toMatchObject({ imported: [], proposed: [{ lines: ["trois | https://trois.example/"] }] });
    expect(formatReport(report).join("\n")).toContain(
      "    npm run vigie -- settings set navigation.header 'trois | https://trois.example/'",
    );
    expect(formatReport(report).join("\n")).toContain("header: edited here");
    await resetSetting(db, "navigation.header");
    expect((await bring([...content, link("trois")])).menus.proposed).toHaveLength(1);
    expect(await db.select().from(settings).where(eq(settings.key, "navigation.header"))).toEqual([]);
  });

  it("says that the navigation is that of another blog, not that it was edited", async () => {
    const link = (label: string) => menuItem({ label, url: `https://${label}.example/` });
    await bring([...content, link("un")]);
    const report = await bring([...content, link("deux")], {}, { blogUrl: "https://autre.example" });
    expect(report.menus.proposed).toMatchObject([{ otherBlog: "https://blog.example" }]);
    expect(formatReport(report).join("\n")).toContain("header: has the menu of https://blog.example");
  });

  it("names links without a text by what they lead to", async () => {
    const items = [
      menuItem({ id: 60, to: ["taxonomy", "category", 5] }),
      menuItem({ to: ["taxonomy", "category", 6], below: 60 }),
      menuItem({ to: ["post_type", "page", 2], below: 60 }),
    ];
    const report = await bring([...content, ...items], {}, { head });
    expect(report.menus.leftOut.map(({ label }) => label)).toEqual(["Vide", "L’équipe"]);
  });

  it("reads a menu of the block editor, with its list of pages", async () => {
    const block = (name: string, attributes: object, end = " /") =>
      `<!-- wp:${name} ${JSON.stringify(attributes)}${end}-->`;
    const body = [
      "<!-- wp:page-list /-->",
      block("navigation-submenu", { label: "<b>Sujets</b>", url: "#" }, " "),
      block("navigation-link", { label: "Nuage", type: "category", id: 5, kind: "taxonomy", url: "/x" }),
      "<!-- /wp:navigation-submenu -->",
      block("home-link", { label: "Une" }),
      block("social-link", { url: "https://social.example" }),
    ].join("\n");
    const report = await bring(
      [...content, { id: 9, type: "wp_navigation", title: "Navigation", content: body }],
      {},
      { head },
    );
    expect((await navigation())[0]).toEqual(["/pages/equipe", "/categories/nuage", "Une | /"]);
    expect(report.menus.imported).toEqual([{ setting: "navigation.header", menu: "Navigation", links: 3 }]);
  });

  it("survives what JSON can escape and a database refuses", async () => {
    const body = String.raw`<!-- wp:navigation-link {"label":"A\u0000B\ud800 \u202e","id":"\u0000","kind":"taxonomy","type":"category","url":"https://a.example/\u0000"} /-->
<!-- wp:navigation-link {"label":"C\u0007","id":{"a":1},"kind":"post-type","type":"page","url":"https://c.example/"} /-->`;
    const items = [...content, { id: 9, type: "wp_navigation", title: "Navigation", content: body }];
    const report = await bring(items);
    expect((await navigation())[0]?.at(-1)).toBe("C | https://c.example/");
    expect(report.menus.imported).toHaveLength(1);
    expect((await bring(items)).menus.unchanged).toHaveLength(1);
  });

  it("places each item once, with any parents, ids and number of items", async () => {
    const circle = [
      menuItem({ id: 60, label: "A", url: "https://a.example/", below: 61 }),
      menuItem({ id: 61, label: "B", url: "https://b.example/", below: 60 }),
      menuItem({ id: 62, label: "C", url: "https://c.example/", below: 62 }),
      menuItem({ id: 62, label: "D", url: "https://d.example/", below: 999 }),
    ];
    const many = Array.from({ length: 300 }, (_, n) => menuItem({ label: `N${n}`, url: `https://n${n}.example/` }));
    const report = await bring([...circle, ...many]);
    expect((await navigation())[0]).toHaveLength(40);
    expect(report.menus.leftOut).toHaveLength(2 + 300 - 40);
  });
});

const node = (label: string): MenuNode => ({
  label,
  link: { label, type: "custom", object: "", objectId: "", url: "/" },
  children: [],
});
const menu = (name: string, links: number) => ({ name, nodes: Array.from({ length: links }, () => node("x")) });

it.each([
  [[menu("Court", 2), menu("Long", 5)], ["Long"]],
  [[menu("Main Menu", 2), menu("Long", 5)], ["Main Menu"]],
  [[menu("En-tête", 0), menu("Long", 5)], ["Long"]],
  [
    [menu("Footer menu", 9), menu("Social", 8), menu("Rubriques", 3)],
    ["Footer menu", "Rubriques"],
  ],
  [[menu("Réseaux sociaux", 3)], []],
])("chooses from menus by name, then by size", (menus, names) => {
  expect([...chooseMenus(menus).keys()].map(({ name }) => name).sort()).toEqual(names);
});

it("reads a hostile block menu in bounded time and depth", () => {
  const deep = '<!-- wp:navigation-submenu {"label":"a","url":"/x"} -->'.repeat(5_000);
  const nodes = parseNavigation(deep, []);
  let depth = 0;
  for (let at: MenuNode | undefined = nodes[0]; at; at = at.children[0]) depth += 1;
  expect(depth).toBeLessThan(20);
  expect(parseNavigation("<!-- wp:navigation-link {broken} /--><!-- wp:navigation-link", [])).toHaveLength(1);
});
