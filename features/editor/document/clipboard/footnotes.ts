import type { Element, ElementContent, Root } from "hast";
import { eachElement, element } from "#lib/html/element.ts";
import { toText } from "#lib/html/text.ts";
import { block } from "#lib/html/vocabulary.ts";
import { getFragment, getStyle } from "./style.ts";

interface Note {
  /** The element that contains the text of the note, at the end of the page. */
  container: Element;
  /** The link from there back to the text. */
  back: Element;
}

/**
 * Maximum length of a mark, in characters: "[iii]", "12", "↩︎", "Retour". Longer links are a table of contents and its
 * headings.
 */
const maxMarkLength = 8;

/**
 * Converts footnotes and endnotes to `<small data-note>` in place of their marks. A word processor writes a note as two
 * links to each other, the first in the text and the second beside the note, under various names: Word `_ftnref1` and
 * `_ftn1`, LibreOffice `sdfootnote1anc` and `sdfootnote1sym`, Google Docs `ftnt_ref1` and `ftnt1`; WordPress, Pandoc
 * and GitHub use list items. Links to bookmarks that were not copied are unwrapped.
 */
export function convertFootnotes(tree: Root): Root {
  const notes = findNotes(tree);
  const containers = new Set([...notes.values()].map(({ container }) => container));
  return { type: "root", children: placed(tree.children.filter(isContent), true) };

  function placed(nodes: ElementContent[], inText: boolean): ElementContent[] {
    return nodes.flatMap((node, index): ElementContent[] => {
      if (node.type !== "element") return [node];
      if (inText && (containers.has(node) || isRuleBefore(nodes, index))) return [];
      const note = notes.get(node);
      if (note && inText) return written(note);
      const inside = placed(node.children, inText);
      if (node.tagName === "a" && isDeadBookmark(node)) return inside;
      return isNoteList(node) && hasNoText(inside) ? [] : [{ ...node, children: inside }];
    });
  }

  function written({ container, back }: Note): ElementContent[] {
    const line = trimLine(joinParagraphs(placed(removeNode(container.children, back), false)));
    return line.length === 0 ? [] : [element("small", line, { dataNote: "" })];
  }

  /** The separator between the text and its notes. */
  function isRuleBefore(nodes: ElementContent[], index: number): boolean {
    const node = nodes[index];
    if (node?.type !== "element" || node.tagName !== "hr") return false;
    const next = nodes.slice(index + 1, index + 4).find((one) => one.type === "element");
    return next?.type === "element" && containers.has(next);
  }
}

/** Whether an element contains nothing but a note: its formatting, usually superscript, then belongs to the mark. */
export function isNoteOnly(nodes: ElementContent[]): boolean {
  const [only, ...others] = nodes.filter((node) => node.type !== "text" || node.value.trim() !== "");
  return others.length === 0 && only?.type === "element" && only.properties.dataNote !== undefined;
}

function isContent(node: Root["children"][number]): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

/** Finds the notes of a text, by the link in the text. */
function findNotes(tree: Root): Map<Element, Note> {
  const parents = new Map<Element, Element>();
  const named = new Map<string, Element>();
  const linksTo = new Map<string, Element[]>();
  const order = new Map<Element, number>();
  eachElement(tree, (node) => {
    order.set(node, order.size);
    for (const child of node.children) if (child.type === "element") parents.set(child, node);
    for (const name of anchorNames(node)) if (!named.has(name)) named.set(name, node);
    const fragment = getFragment(node);
    if (fragment !== "") linksTo.set(fragment, [...(linksTo.get(fragment) ?? []).slice(0, 3), node]);
  });
  const found: [mark: Element, target: Element, back: Element][] = [];
  const usedTargets = new Set<Element>();
  for (const links of linksTo.values())
    for (const mark of links) {
      const target = named.get(getFragment(mark));
      if (!target || usedTargets.has(target) || !isMark(mark)) continue;
      const back = markNames(mark, parents)
        .flatMap((name) => linksTo.get(name) ?? [])
        .find((link) => isMark(link) && isWithin(link, target, parents));
      if (!back || (order.get(back) ?? 0) < (order.get(mark) ?? 0) || isWithin(mark, target, parents)) continue;
      usedTargets.add(target);
      found.push([mark, target, back]);
    }
  const perBlock = new Map<Element | undefined, number>();
  for (const [, target] of found) {
    const around = parents.get(findBlock(target, parents));
    perBlock.set(around, (perBlock.get(around) ?? 0) + 1);
  }
  const notes = found.flatMap(([mark, target, back]): [Element, Note][] => {
    const container = target.tagName === "a" ? containerOf(target) : target;
    return isWithin(mark, container, parents) ? [] : [[mark, { container, back }]];
  });
  const shared = sharedAmong(notes.map(([, { container }]) => container));
  const placed = notes.filter(([, { container }]) => !shared.has(container));
  const containers = new Set(placed.map(([, { container }]) => container));
  // A mark inside a note cannot become a note, so that note stays at the foot.
  return new Map(placed.filter(([mark]) => !isWithinAny(mark, containers)));

  function isWithinAny(node: Element, outer: Set<Element>): boolean {
    for (let at: Element | undefined = node; at; at = parents.get(at)) if (outer.has(at)) return true;
    return false;
  }

  /**
   * Finds the containers of more than one note. Each note would repeat the others: a line with 10,000 notes filled the
   * browser's memory. They remain as they are.
   */
  function sharedAmong(containers: Element[]): Set<Element> {
    const once = new Set<Element>();
    const shared = new Set<Element>();
    for (const container of containers) {
      if (once.has(container)) shared.add(container);
      once.add(container);
    }
    for (const container of once)
      for (let up = parents.get(container); up; up = parents.get(up)) if (once.has(up)) shared.add(up);
    return shared;
  }

  /** The paragraph that a note begins, or the box around it if the box contains this note only. */
  function containerOf(target: Element): Element {
    const line = findBlock(target, parents);
    const box = parents.get(line);
    if (box?.tagName !== "div" || perBlock.get(box) !== 1) return line;
    const isFirst = box.children.find((child) => child.type === "element") === line;
    return isFirst && !isNoteList(box) ? box : line;
  }
}

/** The names by which links reach an element. Word uses `name`, and browsers add an `id`. */
function anchorNames({ tagName, properties }: Element): string[] {
  const { id, name } = properties;
  return [...(id ? [String(id)] : []), ...(name && tagName === "a" ? [String(name)] : [])];
}

/** The ids of a mark: its own, or those of its `<sup>`. */
function markNames(mark: Element, parents: Map<Element, Element>): string[] {
  const parent = parents.get(mark);
  return [...anchorNames(mark), ...(parent && !block.has(parent.tagName) ? anchorNames(parent) : [])];
}

function isMark(link: Element): boolean {
  return toText(link).length <= maxMarkLength;
}

function isWithin(node: Element, outer: Element, parents: Map<Element, Element>): boolean {
  for (let at: Element | undefined = node; at; at = parents.get(at)) if (at === outer) return true;
  return false;
}

function findBlock(node: Element, parents: Map<Element, Element>): Element {
  let at = node;
  for (let up = parents.get(at); up && !block.has(at.tagName); up = parents.get(at)) at = up;
  return at;
}

function isNoteList(node: Element): boolean {
  return /^(?:foot|end)note-list$/.test(getStyle(node, "mso-element"));
}

function hasNoText(nodes: ElementContent[]): boolean {
  return toText(element("div", nodes)) === "";
}

/** A link to a bookmark of Word's (`_Toc…`, `_Ref…`), or to a note that was not copied. */
function isDeadBookmark(link: Element): boolean {
  return /^(?:_|sd(?:foot|end)note\d|ftnt(?:_ref)?\d)/.test(getFragment(link));
}

function removeNode(nodes: ElementContent[], removed: Element): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node === removed) return [];
    return node.type === "element" ? [{ ...node, children: removeNode(node.children, removed) }] : [node];
  });
}

const isBreak = (node: ElementContent | undefined) => node?.type === "element" && node.tagName === "br";
const isBlank = (node: ElementContent | undefined) => node?.type === "text" && node.value.trim() === "";

/** Joins paragraphs as one line with breaks, because a note is inside a line of the text. */
function joinParagraphs(nodes: ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== "element") return [node];
    const inside = joinParagraphs(node.children);
    if (!block.has(node.tagName)) return [{ ...node, children: inside }];
    return [element("br"), ...inside, element("br")];
  });
}

/** Trims breaks and white space at both ends, where the mark was, and reduces several breaks to one. */
function trimLine(nodes: ElementContent[]): ElementContent[] {
  const line: ElementContent[] = [];
  for (const node of nodes) {
    if ((isBreak(node) || isBlank(node)) && (line.length === 0 || isBreak(line.at(-1)))) continue;
    line.push(node);
  }
  while (isBreak(line.at(-1)) || isBlank(line.at(-1))) line.pop();
  const [first, ...rest] = line;
  if (first?.type === "text") return [{ ...first, value: first.value.trimStart() }, ...rest];
  if (first?.type === "element") {
    const inside = trimLine(first.children);
    return inside.length === 0 && first.tagName !== "img" ? trimLine(rest) : [{ ...first, children: inside }, ...rest];
  }
  return line;
}
