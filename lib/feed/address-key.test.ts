import fc from "fast-check";
import { expect, test } from "vitest";
import { stripTracking, toAddressKey } from "./address-key.ts";

test.each<[what: string, one: string, other: string]>([
  ["scheme, www, final slash", "http://www.exemple.fr/a/", "https://exemple.fr/a"],
  ["case of the host", "https://Exemple.FR/a", "https://exemple.fr/a"],
  ["default port", "https://exemple.fr:443/a", "http://exemple.fr:80/a"],
  ["final dot of the host", "https://exemple.fr./a", "https://exemple.fr/a"],
  ["utm", "https://exemple.fr/a?utm_source=rss&utm_medium=feed&id=3", "https://exemple.fr/a?id=3"],
  ["utm in another case", "https://exemple.fr/a?UTM_Source=rss", "https://exemple.fr/a"],
  ["xtor", "https://www.lemonde.fr/a.html?xtor=RSS-3208", "https://lemonde.fr/a.html"],
  ["at_medium", "https://www.bbc.co.uk/news/1?at_medium=RSS&at_campaign=rss", "https://www.bbc.co.uk/news/1"],
  ["ns_*", "https://exemple.fr/a?ns_mchannel=rss&ns_source=x", "https://exemple.fr/a"],
  ["Medium's source", "https://medium.com/a-1?source=rss----d12c--food", "https://medium.com/a-1"],
  ["rss=1", "http://science.sciencemag.org/cgi/a?rss=1", "http://science.sciencemag.org/cgi/a"],
  ["fbclid and gclid", "https://exemple.fr/a?fbclid=1&gclid=2", "https://exemple.fr/a"],
  ["wt_mc", "http://www.heise.de/a.html?wt_mc=rss.developer.beitrag.atom", "http://heise.de/a.html"],
  ["mailings", "https://exemple.fr/a?mc_cid=1&mc_eid=2&_hsenc=3&mkt_tok=4", "https://exemple.fr/a"],
  [
    "campaigns of Google, Parse.ly and DPG",
    "https://exemple.fr/a?_ga=1&_gl=2&itm_source=3&dpg_medium=4",
    "https://exemple.fr/a",
  ],
  ["Echobox", "https://exemple.fr/a?Echobox=1764", "https://exemple.fr/a"],
  ["an ampersand escaped twice", "https://exemple.fr/a?id=3&amp;utm_medium=rss", "https://exemple.fr/a?id=3"],
  ["order of parameters", "https://exemple.fr/?b=2&a=1", "https://exemple.fr/?a=1&b=2"],
  ["AMP at the end", "https://exemple.fr/2026/titre/amp/", "https://exemple.fr/2026/titre/"],
  ["AMP in the name", "https://exemple.fr/titre.amp.html", "https://exemple.fr/titre.html"],
  ["AMP in front", "https://www.exemple.fr/amp/titre", "https://www.exemple.fr/titre"],
  ["AMP host", "https://amp.theguardian.com/world/a", "https://www.theguardian.com/world/a"],
  ["AMP as a parameter", "https://exemple.fr/a?amp=1", "https://exemple.fr/a"],
  ["AMP as a bare parameter", "https://exemple.fr/a?amp", "https://exemple.fr/a"],
  ["AMP as an output type", "https://exemple.fr/a?outputType=amp", "https://exemple.fr/a"],
  ["Google's AMP viewer", "https://www.google.com/amp/s/www.exemple.fr/a/amp/", "https://exemple.fr/a"],
  ["an AMP cache", "https://www-exemple-fr.cdn.ampproject.org/c/s/www.exemple.fr/a.amp", "https://exemple.fr/a"],
  ["mobile host", "https://m.exemple.fr/a", "https://www.exemple.fr/a"],
  ["other mobile host", "https://mobile.exemple.fr/a", "https://exemple.fr/a"],
  ["mobile Wikipedia", "https://fr.m.wikipedia.org/wiki/Veille", "https://fr.wikipedia.org/wiki/Veille"],
  ["index.php", "https://exemple.fr/index.php?p=1", "https://exemple.fr/?p=1"],
  ["index.html in a folder", "https://exemple.fr/a/index.html", "https://exemple.fr/a/"],
  ["repeated slashes", "https://exemple.fr//a///b", "https://exemple.fr/a/b"],
  ["dots in the path", "https://exemple.fr/a/../b/./c", "https://exemple.fr/b/c"],
  ["case of escapes", "https://exemple.fr/caf%c3%a9", "https://exemple.fr/café"],
  ["needless escapes", "https://exemple.fr/%61%2Db", "https://exemple.fr/a-b"],
  ["international host", "https://www.médiathèque.fr/a", "https://xn--mdiathque-53af.fr/a"],
  ["fragment", "https://exemple.fr/a#comments", "https://exemple.fr/a"],
  ["a fragment of text", "https://exemple.fr/a#:~:text=mot", "https://exemple.fr/a"],
  ["session", "https://exemple.fr/a?PHPSESSID=0123456789abcdef0123", "https://exemple.fr/a"],
  ["session in the path", "https://exemple.fr/a;jsessionid=0123ABC?x=1", "https://exemple.fr/a?x=1"],
  ["password", "https://u:p@exemple.fr/a", "https://exemple.fr/a"],
])("leads to the same page: %s", (_what, one, other) => {
  expect(toAddressKey(one)).not.toBe("");
  expect(toAddressKey(one)).toBe(toAddressKey(other));
});

test.each<[what: string, one: string, other: string]>([
  ["numbers of posts", "https://exemple.fr/?p=123", "https://exemple.fr/?p=124"],
  ["a post and the front page", "https://exemple.fr/?p=123", "https://exemple.fr/"],
  ["pages", "https://exemple.fr/a?page=2", "https://exemple.fr/a?page=3"],
  ["stories by number", "https://exemple.fr/article.php?sid=12345", "https://exemple.fr/article.php?sid=12346"],
  ["case of the path", "https://exemple.fr/A", "https://exemple.fr/a"],
  ["another port", "https://exemple.fr:8080/a", "https://exemple.fr/a"],
  ["another subdomain", "https://blog.exemple.fr/a", "https://exemple.fr/a"],
  ["pages of a script", "https://exemple.fr/#!/article/1", "https://exemple.fr/#!/article/2"],
  ["a word that ends with amp", "https://exemple.fr/champ", "https://exemple.fr/ch"],
  ["camp", "https://exemple.fr/camp", "https://exemple.fr/c"],
  ["a page about AMP", "https://exemple.fr/amp", "https://exemple.fr/"],
  ["a domain that is short", "https://m.fr/a", "https://fr/a"],
  ["a value that is amp", "https://exemple.fr/search?q=amp", "https://exemple.fr/search?q="],
  ["a parameter that begins alike", "https://exemple.fr/a?at=1", "https://exemple.fr/a"],
  ["another source", "https://exemple.fr/a?source=afp", "https://exemple.fr/a?source=rsf"],
  ["an identifier that begins alike", "https://exemple.fr/a?itm_id=1", "https://exemple.fr/a?itm_id=2"],
  ["an escaped slash", "https://exemple.fr/a%2Fb", "https://exemple.fr/a/b"],
  ["a plus and a space in a path", "https://exemple.fr/a+b", "https://exemple.fr/a%20b"],
])("leads to different pages: %s", (_what, one, other) => {
  expect(toAddressKey(one)).not.toBe(toAddressKey(other));
});

test.each([
  "",
  "a",
  "/a",
  "mailto:a@exemple.fr",
  "javascript:alert(1)",
  "ftp://exemple.fr/",
  "http://",
  `https://a.fr/${"a".repeat(9_000)}`,
])("no web address has no key: %.40s", (address) => {
  expect(toAddressKey(address)).toBe("");
});

test("the key of a long address is limited and still tells addresses apart", () => {
  const long = `https://exemple.fr/${"é/".repeat(600)}`;
  expect(toAddressKey(long).length).toBeLessThanOrEqual(600);
  expect(toAddressKey(long)).not.toBe(toAddressKey(`${long}x`));
});

const part = fc.oneof(
  fc.constantFrom(
    "amp",
    ".amp",
    "index.php",
    "index.html",
    "//",
    "..",
    "%",
    "%2",
    "%C3",
    "%c3%A9",
    "%61",
    ";jsessionid=1",
    "é",
    "#!",
    "?amp",
    "&utm_source=x",
    "&amp;utm_source=x",
    "#xtor=1&b",
    "#?utm=1",
    "?",
    "=",
    "m.",
    "www.",
    "~",
    "+",
  ),
  fc.string({ maxLength: 12 }),
);
const anyAddress = fc
  .tuple(
    fc.constantFrom("http://", "https://"),
    fc.constantFrom(
      "exemple.fr",
      "www.m.amp.exemple.fr",
      "xn--mdiathque-53af.fr",
      "1.2.3.4",
      "[::1]",
      "fr.m.wikipedia.org",
    ),
    fc.array(part, { maxLength: 12 }),
    fc.nat(400),
  )
  .map(([scheme, host, parts, more]) => `${scheme}${host}/${parts.join("/")}${"é%20".repeat(more)}`);

test("the key of a key is the key", () => {
  fc.assert(
    fc.property(anyAddress, (address) => {
      const key = toAddressKey(address);
      expect(key.length).toBeLessThanOrEqual(600);
      if (key !== "") expect(toAddressKey(`https://${key}`)).toBe(key);
    }),
    { numRuns: 200 },
  );
});

test("removing the tracking of an address does not change its key", () => {
  fc.assert(
    fc.property(anyAddress, (address) => {
      const cleaned = stripTracking(address);
      expect(stripTracking(cleaned)).toBe(cleaned);
      expect(toAddressKey(cleaned)).toBe(toAddressKey(address));
    }),
    { numRuns: 200 },
  );
});

test("never throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.webUrl({ withFragments: true, withQueryParameters: true })),
      (address) => {
        expect(toAddressKey(stripTracking(address))).toBe(toAddressKey(address));
      },
    ),
    { numRuns: 200 },
  );
});

test("removes only tracking parameters, and leaves all else as it is written", () => {
  expect(stripTracking("https://exemple.fr/a?x=%c3%a9&utm_source=rss&p=1#b")).toBe(
    "https://exemple.fr/a?x=%c3%a9&p=1#b",
  );
  expect(stripTracking("https://exemple.fr/a?utm_source=rss")).toBe("https://exemple.fr/a");
  expect(stripTracking("HTTPS://exemple.fr/A?b")).toBe("HTTPS://exemple.fr/A?b");
  expect(stripTracking("no address")).toBe("no address");
});

test.each([
  ["https://www.lemonde.fr/a.html#xtor=RSS-3208", "https://www.lemonde.fr/a.html"],
  ["https://www.lesechos.fr/a?x=1#xtor=RSS-37-[1]", "https://www.lesechos.fr/a?x=1"],
  ["https://exemple.fr/a?utm_source=rss#utm_medium=feed&utm_source=rss", "https://exemple.fr/a"],
  ["https://exemple.fr/a#Echobox=1764326400", "https://exemple.fr/a"],
  ["https://exemple.fr/a#at_medium=RSS&at_campaign=une", "https://exemple.fr/a"],
  ["https://exemple.fr/a#ref=rss", "https://exemple.fr/a"],
  ["https://exemple.fr/a#?pk_campaign=lettre&pk_kwd=x", "https://exemple.fr/a"],
  ["https://exemple.fr/a#partie-2&xtor=RSS-1", "https://exemple.fr/a#partie-2"],
])("removes tracking fragments: %s", (address, cleaned) => {
  expect(stripTracking(address)).toBe(cleaned);
});

test.each([
  "https://exemple.fr/a#partie-2",
  "https://exemple.fr/a#",
  "https://exemple.fr/a?",
  "https://exemple.fr/a#ref-3",
  "https://exemple.fr/a?ref=afp#from=12",
  "https://exemple.fr/#!/article/1",
  "https://exemple.fr/#!/article/1&utm_source=x",
  "https://exemple.fr/#/article/1?utm_source=x",
  "https://exemple.fr/a#:~:text=mot",
  "https://exemple.fr/a?galerie=1&utile=2&cm=3&spmode=4",
])("keeps places in a page and other parameters: %s", (address) => {
  expect(stripTracking(address)).toBe(address);
});
