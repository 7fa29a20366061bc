/**
 * What hostile texts repeat: Markdown and HTML markers, addresses, and characters that are cheap to send and expensive
 * to parse.
 */
const pieces = [
  ...["* ", "- ", "+ ", "1. ", "1) ", "> ", ">", ">- ", "> - ", "  - ", "- - ", "* *\n", "- a\n", "> a\n", "- [ ] "],
  ...["*", "_", "*_", "*a_", "**a", "_a ", "a_", "a*", "***a", "~", "~~", "~~a", "a~b ", "`", "``a`", "`` ", "```\n"],
  ...["~~~\n", "x\n=\n", "x\n-\n", "---\n", "***\n", "#", "# ", "\\", "!", "    a\n", "\t", "\n", " ", "\r", " \n"],
  ...[
    "[",
    "]",
    "![",
    "](",
    "[a](",
    "[](",
    "[a][",
    "[a]: ",
    "[a]: b\n",
    "[^a]",
    "[^a]: ",
    "](<",
    "[a](<",
    '[a](b "',
    "(",
    "((",
  ],
  ...["|", "|-", "|a", "a|b\n-|-\n", "www.", "www.a", "www.a&b;", "http://", "http://a", "http://a(", "http://a/(["],
  ...["a@b.", "a@", "@", "@a", "a.", "a-", "a&b;", "&", "&#", "&amp;", "&#x41;", "mailto:a@b.fr ", "http://a.b "],
  ...["<", "<a ", "<a b=", "<b>", "<div>", "<p><b>", "<b id=1>", "</", "</b>", "<!--", "<!", "<?", "<![CDATA[", "<x"],
  ...["<table>", "<table><tr><td>", "<ul><li>", "<dl><dt>", "<a><p>", "<i><p>", "<svg>", "<math><mi>", "<select>"],
  ...["<script>", "<style>", "<textarea>", "<template>", "<br>", "<pre>\n", "<figure><figcaption>", "<blockquote>"],
  ...[
    "\u0000",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u0301",
    "a\u0301",
    "é",
    "😀",
    "\ud800",
    "\ufdfa",
    "ǆ",
    "1",
    "1!",
  ],
  ...[
    '"',
    "'",
    '"a',
    "a'",
    "«",
    "$",
    "=",
    "{",
    "{#a}",
    "\u2028",
    "-",
    "\u3164",
    "🇫🇷",
    "👩‍👩‍👧",
    "a",
    "A1",
    "V1@",
    "l'",
  ],
];

const repeat = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const list = (count: number, make: (n: number) => string) => Array.from({ length: count }, (_, n) => make(n));

/** Hostile texts that are no repetition of one piece, as functions of their length in characters. */
const shapes: Record<string, (length: number) => string> = {
  "marks of lists, then a letter": (length) => `${repeat("* ", length / 2)}x`,
  "quotations, one less in each line": (length) =>
    list(Math.sqrt(length), (n) => `${">".repeat(Math.sqrt(length) - n)}a`).join("\n"),
  "lists, deeper in each line": (length) => list(Math.sqrt(length), (n) => `${" ".repeat(2 * n)}- a`).join("\n"),
  "backquotes, one more in each run": (length) => list(Math.sqrt(2 * length), (n) => `e${"`".repeat(n)}`).join(""),
  brackets: (length) => "[".repeat(length / 2) + "]".repeat(length / 2),
  "links in links": (length) => "[a".repeat(length / 5) + "](b)".repeat(length / 8),
  "emphasis that opens, then closes": (length) => "**x ".repeat(length / 8) + " x**".repeat(length / 8),
  "a wide table with short rows": (length) =>
    `${"|a".repeat(length / 16)}|\n${"|-".repeat(length / 16)}|\n${"a\n".repeat(length / 4)}`,
  "many references": (length) => list(length / 20, (n) => `[${n}]: x\n`).join("") + "[0]".repeat(length / 6),
  "a long reference, used often": (length) => `[a]: ${"u".repeat(length / 2)}\n\n${"[a]".repeat(length / 6)}`,
  "footnotes that share a line": (length) =>
    `<p>${list(length / 70, (n) => `<a href=#n${n} id=r${n}>1</a>`).join("")}</p><p>${list(length / 70, (n) => `<a href=#r${n} id=n${n}>1</a>x`).join("")}`,
  "footnotes in footnotes": (length) =>
    `<p>${list(length / 70, (n) => `<a href=#n${n} id=r${n}>1</a>`).join("")}</p>${list(length / 70, (n) => `<div id=n${n}><a href=#r${n}>1</a>x`).join("")}`,
  "lines that lazily go on": (length) => `${"> - ".repeat(15)}a\n${"a\n".repeat(length / 2)}`,
  "nested lists, line after line": (length) => repeat(`${"- ".repeat(19)}a\n`, length),
  "nested quotations, line after line": (length) => repeat(`${"> ".repeat(19)}a\n`, length),
  "formatting that each paragraph reopens": (length) =>
    list(length / 24, (n) => `<b id=${n}>`).join("") + "<p>".repeat(length / 8),
  "links that each cell reopens": (length) => `<table>${repeat("<tr><td><a href=x><b><i>", length)}`,
  "elements closed in the wrong order": (length) =>
    "<b><i><u>".repeat(length / 24) + "</b></i></u>".repeat(length / 24),
  "one attribute, very long": (length) => `<a href="${"x".repeat(length)}`,
  "very many attributes": (length) => `<a ${list(length / 6, (n) => `a${n}=1`).join(" ")}>x</a>`,
  "a style of many declarations": (length) => `<p><span style="${repeat("mso-list:;text-decoration:", length)}`,
  "characters that expand to seven": (length) => "\u321d".repeat(length),
  "a word that never ends": (length) => "a".repeat(length),
  "digits for letters": (length) => repeat("v1@gr@ c4s1n0 ", length),
};

export const hostileLength = 10_000;

/** Every hostile text with its description, each of about `length` characters, including unusual encodings. */
export function hostileInputs(length = hostileLength): [what: string, text: string][] {
  const repeated = pieces.map((piece): [string, string] => [
    `${JSON.stringify(piece)} repeated`,
    repeat(piece, length),
  ]);
  const shaped = Object.entries(shapes).map(([what, make]): [string, string] => [what, make(length).slice(0, length)]);
  return [...repeated, ...shaped];
}

/** Ordinary texts of the same length, to compare with. */
export function ordinaryInputs(length = hostileLength): [what: string, text: string][] {
  const words = "Le rançongiciel a chiffré les serveurs de la mairie, et personne n’avait de sauvegarde récente. ";
  const markdown =
    "Bonjour **à tous**, voir [l’article](https://exemple.test/a) et *ceci* : `code`.\n\n> citation\n\n- un\n- deux\n\nwww.exemple.test\n";
  const html = '<p>Bonjour <b>à tous</b>, <a href="https://exemple.test">voir</a>.</p><ul><li>un<li>deux</ul>';
  return [
    ["words", repeat(words, length)],
    ["Markdown as people write it", repeat(markdown, length)],
    ["HTML as people write it", repeat(html, length)],
  ];
}

/** A random hostile text: a few pieces in random order, repeated and nested. Deterministic by `seed`. */
export function randomHostileText(seed: number, length = hostileLength): string {
  let state = seed | 1;
  const below = (limit: number) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 1) % limit;
  };
  const block = () => list(1 + below(4), () => pieces[below(pieces.length)] ?? "").join("");
  let text = "";
  while (text.length < length) {
    const [one, other] = [block(), block()];
    const count = 1 + below(length / 4);
    text += below(2) ? repeat(one, count) + repeat(other, count) : repeat(one + other, count);
  }
  return text.slice(0, length);
}
