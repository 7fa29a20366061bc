import slugify from "@sindresorhus/slugify";
import type { Element, Root } from "hast";
import { eachElement } from "#lib/html/element.ts";
import { toText } from "#lib/html/text.ts";

/** The end of a heading's source that fixes its id: "Respect {#respect}". */
const anchor = /(?<!\s)\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$/;

/**
 * Removes the {#anchor} from the end of headings and makes it their id, so that a link to them survives a change of
 * their words. Of two equal ones the first gets it.
 */
export function reserveAnchors(tree: Root): Root {
  const used = new Set<string>();
  eachElement(tree, (node) => {
    const last = node.children.at(-1);
    if (!/^h[2-6]$/.test(node.tagName) || last?.type !== "text") return;
    const id = anchor.exec(last.value)?.[1];
    if (!id || id.length > 60) return;
    last.value = last.value.replace(anchor, "");
    if (!used.has(id)) node.properties.id = id;
    used.add(id);
  });
  return tree;
}

/**
 * Gives each heading without an id one made of its words, unique in the tree, not in `taken` (ids of the page around
 * it) and not matching `numbered`. The only other ids are those of `reserveAnchors`: the vocabulary of texts has none.
 */
export function addHeadingAnchors(tree: Root, taken: readonly string[] = [], numbered?: RegExp): Root {
  const used = new Set(taken);
  const numbers = new Map<string, number>();
  const isTaken = (id: string) => used.has(id) || numbered?.test(id) === true;
  const isHeading = (node: Element) => /^h[2-6]$/.test(node.tagName);
  eachElement(tree, (node) => {
    if (!isHeading(node) || typeof node.properties.id !== "string") return;
    if (isTaken(node.properties.id)) delete node.properties.id;
    else used.add(node.properties.id);
  });
  eachElement(tree, (node) => {
    if (!isHeading(node) || node.properties.id !== undefined) return;
    const words = slugify(toText(node)).slice(0, 60).replace(/-$/, "") || "section";
    // "Note 1" must not become "note-1-2", the second of that name: the prefix keeps them apart.
    const base = numbered?.test(words) ? `section-${words}` : words;
    let id = base;
    // Continues from the last number of the same words: a thousand equal headings would otherwise be compared with one
    // another.
    let number = numbers.get(base) ?? 1;
    while (isTaken(id)) {
      number += 1;
      id = `${base}-${number}`;
    }
    numbers.set(base, number);
    used.add(id);
    node.properties.id = id;
  });
  return tree;
}
