/** Inline elements. They may contain no block. */
export const inline = new Set(
  "a abbr br cite code del em img ins kbd mark q s samp small strong sub sup time var".split(" "),
);

/** Block elements and their parts. "div" exists only between the steps: it is dissolved at the end. */
export const block = new Set(
  (
    "aside blockquote caption dd details div dl dt figcaption figure h2 h3 h4 hr li ol p pre summary table tbody td tfoot " +
    "th thead tr ul"
  ).split(" "),
);

/** Blocks that contain only a line of text. */
export const lineOnly = new Set(["p", "h2", "h3", "h4", "pre", "figcaption", "caption", "dt", "summary"]);

/** Kinds of `<aside data-callout>`: a note, a warning, a key point. */
export const callouts = ["note", "warning", "key"] as const;

/** The elements of an article. */
export const articleElements = [...inline, ...block];

/** The elements of a comment. */
export const commentElements = "p br em strong a blockquote ul ol li code pre div".split(" ");

/** Elements that are dropped with their content: code, other vocabularies, controls. */
export const silentElements =
  "script style template iframe noembed noframes title textarea select datalist button svg math".split(" ");

/** Other names for what we keep. An article's title is its h1, and three further levels are enough. */
const articleNames: Record<string, string> = {
  b: "strong",
  i: "em",
  strike: "s",
  tt: "code",
  acronym: "abbr",
  dir: "ul",
  menu: "ul",
  xmp: "pre",
  listing: "pre",
  plaintext: "pre",
  h1: "h2",
  h5: "h4",
  h6: "h4",
};

/** Elements that we do not keep but that end a line of text: they become "div" so that two paragraphs never join. */
export const boundaries = new Set(
  (
    "address article body center dialog fieldset footer form header hgroup html legend main nav optgroup option " +
    "search section video audio canvas map object noscript"
  ).split(" "),
);

/** The name under which an element is kept in an article. */
export function articleName(name: string): string {
  return boundaries.has(name) ? "div" : (articleNames[name] ?? name);
}

const commentSet = new Set(commentElements);

/** The same for a comment: headings, tables and figures become plain paragraphs. */
export function commentName(name: string): string {
  const known = articleName(name);
  return block.has(known) && !commentSet.has(known) ? "div" : known;
}
