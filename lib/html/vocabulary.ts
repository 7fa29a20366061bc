/** Elements that stand in a line of text. Nothing of the block kind may be inside them. */
export const inline = new Set(
  "a abbr br cite code del em img ins kbd mark q s samp small strong sub sup time var".split(" "),
);

/** Elements that make a block of their own, or a part of one. "div" exists only between the steps: it is dissolved at the end. */
export const block = new Set(
  "aside blockquote caption dd div dl dt figcaption figure h2 h3 h4 hr li ol p pre table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);

/** Blocks that hold only a line of text. */
export const lineOnly = new Set(["p", "h2", "h3", "h4", "pre", "figcaption", "caption", "dt"]);

/** Kinds of `<aside data-callout>`: a word beside the text, a warning, what to keep in mind. */
export const callouts = ["note", "warning", "key"] as const;

/** What an article may be made of. */
export const articleElements = [...inline, ...block];

/** What a comment may be made of. */
export const commentElements = "p br em strong a blockquote ul ol li code pre div".split(" ");

/** Elements that are dropped with all they hold: code, other vocabularies, controls. */
export const silentElements =
  "script style template iframe noembed noframes title textarea select datalist button svg math".split(" ");

/** Old or heavier names for what we keep. An article has its own h1, and nothing needs six levels. */
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

/** Elements we do not keep whose edges end a line of text: they become "div" so that two paragraphs never run together. */
export const boundaries = new Set(
  (
    "address article body center details dialog fieldset footer form header hgroup html legend main nav optgroup option " +
    "search section summary video audio canvas map object noscript"
  ).split(" "),
);

/** The name under which an element goes on in an article. */
export function articleName(name: string): string {
  return boundaries.has(name) ? "div" : (articleNames[name] ?? name);
}

const commentSet = new Set(commentElements);

/** The same for a comment: headings, tables and figures become plain paragraphs. */
export function commentName(name: string): string {
  const known = articleName(name);
  return block.has(known) && !commentSet.has(known) ? "div" : known;
}
