import postcss, { type AtRule, type ChildNode, type Container } from "postcss";

/** A stylesheet, taken apart so that a page can get only the rules that it may use. */
export type StyleRule =
  | { kind: "always"; text: string }
  /** `selectors`: for each, the words of `listSelectorWords`. */
  | { kind: "rule"; text: string; selectors: string[][] }
  | { kind: "group"; open: string; rules: StyleRule[]; isKept: boolean };

/** Takes a stylesheet apart, once per build. */
export function parseRules(css: string): StyleRule[] {
  return toRules(postcss.parse(css));
}

const groups = new Set(["media", "supports", "layer", "container"]);

const toRules = (container: Container<ChildNode>): StyleRule[] =>
  (container.nodes ?? []).map((node): StyleRule => {
    if (node.type === "rule") {
      return { kind: "rule", text: node.toString(), selectors: node.selectors.map(listSelectorWords) };
    }
    if (node.type === "atrule" && node.nodes && groups.has(node.name)) {
      // An empty layer still has its place in the order of layers.
      return { kind: "group", open: openingOf(node), rules: toRules(node), isKept: node.name === "layer" };
    }
    return { kind: "always", text: node.type === "atrule" && !node.nodes ? `${node.toString()};` : node.toString() };
  });

const openingOf = ({ name, params, raws }: AtRule) => `@${name}${raws.afterName ?? " "}${params}{`;

/** The parts of a page's text of which the names of elements, classes and ids consist. */
const wordPattern = /[\w-]+/g;

/** The words of a finished page: among others the names of its elements, classes and ids. */
export function listWords(html: string): Set<string> {
  return new Set(html.match(wordPattern));
}

/**
 * The words that a page has if an element of it can match a selector: the names of elements, classes and ids. What is in
 * parentheses or brackets may be an alternative, a negation or set later, so it demands nothing.
 */
export function listSelectorWords(selector: string): string[] {
  const words: string[] = [];
  let depth = 0;
  for (let at = 0; at < selector.length; at += 1) {
    const sign = selector[at] ?? "";
    if (sign === "\\") at += 1;
    else if (sign === "(" || sign === "[") depth += 1;
    else if (sign === ")" || sign === "]") depth -= 1;
    else if (depth === 0 && (isNameSign(sign) || ".#:".includes(sign))) {
      const start = isNameSign(sign) ? at : at + (selector.startsWith("::", at) ? 2 : 1);
      const { name, end } = readName(selector, start);
      if (sign !== ":") words.push(...(name.match(wordPattern) ?? []));
      at = end - 1;
    }
  }
  return words;
}

const isNameSign = (sign: string) => /[\w-]/.test(sign) || sign > "\u007f";

/** Reads a name from `start`, its escapes resolved. Empty if an escape names a character by its number. */
function readName(selector: string, start: number): { name: string; end: number } {
  let name = "";
  let isKnown = true;
  let at = start;
  for (; at < selector.length; at += 1) {
    const isEscape = selector[at] === "\\";
    if (isEscape) at += 1;
    const sign = selector[at] ?? "";
    if (!isEscape && !isNameSign(sign)) break;
    if (isEscape && /[0-9a-f]/i.test(sign)) isKnown = false;
    name += sign;
  }
  return { name: isKnown ? name : "", end: at };
}

/** The rules that elements of a page with these words may match, in their order. */
export function selectRules(rules: readonly StyleRule[], words: ReadonlySet<string>): string {
  return rules
    .map((rule) => {
      if (rule.kind === "always") return rule.text;
      if (rule.kind === "rule") {
        return rule.selectors.some((needed) => needed.every((word) => words.has(word))) ? rule.text : "";
      }
      const inside = selectRules(rule.rules, words);
      return inside === "" && !rule.isKept ? "" : `${rule.open}${inside}}`;
    })
    .join("");
}
