import type { Element, ElementContent, Root } from "hast";
import { eachElement, element } from "#lib/html/element.ts";
import { toText } from "#lib/html/text.ts";
import { getClasses, getFragment, getStyle } from "./style.ts";

export interface AcceptedChanges {
  tree: Root;
  /** Comments that were left out. */
  comments: number;
  /** Deleted text that change tracking still shows was left out. */
  deletions: boolean;
}

/**
 * Accepts all tracked changes and removes the comments of Word and Google Docs: deleted text is left out, and inserted text
 * becomes plain text. `<del>` and `<ins>` of other pages are a part of their text and stay.
 */
export function acceptTrackedChanges({ children }: Root): AcceptedChanges {
  const seen = { comments: new Set<string>(), deletions: false };
  const isWord = isFromWord(children);
  const tree: Root = { type: "root", children: children.flatMap((node) => (isContent(node) ? keepNodes(node) : [])) };
  return { tree, comments: seen.comments.size, deletions: seen.deletions };

  function keepNodes(node: ElementContent): ElementContent[] {
    if (node.type !== "element") return [node];
    if (isHidden(node)) return [];
    const comment = findCommentId(node);
    if (comment !== undefined) {
      if (comment !== "") seen.comments.add(comment);
      else countComments(node);
      return [];
    }
    if (isDeletion(node, isWord)) {
      if (toText(node) !== "") seen.deletions = true;
      return [];
    }
    const inside = node.children.flatMap(keepNodes);
    if (isInsertion(node, isWord)) return inside;
    const isReference = getClasses(node).includes("MsoCommentReference");
    return isReference && toText(element("p", inside)) === "" ? [] : [{ ...node, children: inside }];
  }

  /** Records the comments of a list. Each has an id, which is also in its mark in the text. */
  function countComments(list: Element): void {
    eachElement({ type: "root", children: [list] }, (node) => {
      const id = /^_com_(\d+)$/.exec(String(node.properties.id ?? ""))?.[1];
      if (id !== undefined) seen.comments.add(id);
    });
  }
}

function isContent(node: Root["children"][number]): node is ElementContent {
  return node.type === "element" || node.type === "text";
}

function isFromWord(nodes: Root["children"]): boolean {
  let found = false;
  eachElement({ type: "root", children: nodes }, (node) => {
    found ||= getClasses(node).some((name) => name.startsWith("Mso"));
  });
  return found;
}

/** Whether a node is one of Word's fields or index entries. */
function isHidden(node: Element): boolean {
  return getStyle(node, "mso-hide") === "all";
}

/**
 * Finds the id of the comment that an element marks or contains: "" if it may contain several or none, undefined for
 * any other element.
 */
function findCommentId(node: Element): string | undefined {
  const part = getStyle(node, "mso-element");
  if (part === "comment-list" || part === "comment") return "";
  const names = getClasses(node);
  if (names.includes("msocomtxt") || names.includes("msocomoff")) return "";
  if (getStyle(node, "mso-special-character") === "comment") return "";
  const commentId = /^_mso(?:com|anchor)_(\d+)$/.exec(getFragment(node))?.[1];
  if (commentId !== undefined) return commentId;
  const google = /^cmnt(?:_ref)?(\d+)$/.exec(getFragment(node))?.[1];
  if (google !== undefined) return google;
  return node.tagName === "div" || node.tagName === "p" ? findGoogleCommentId(node) : undefined;
}

/** Google Docs puts each comment into a separate block below the text, which begins with the link back. */
function findGoogleCommentId(block: Element): string | undefined {
  let first: ElementContent | undefined = block;
  for (let depth = 0; depth < 5 && first?.type === "element"; depth += 1) {
    const number = /^cmnt_ref(\d+)$/.exec(getFragment(first))?.[1];
    if (number !== undefined) return number;
    first = first.children.find(
      (child) => child.type === "element" || (child.type === "text" && child.value.trim() !== ""),
    );
  }
  return undefined;
}

const isTracked = ({ properties }: Element) => String(properties.cite ?? "").startsWith("mailto:");

function isDeletion(node: Element, isWord: boolean): boolean {
  if (getClasses(node).includes("msoDel")) return true;
  return node.tagName === "del" && (isWord || isTracked(node));
}

function isInsertion(node: Element, isWord: boolean): boolean {
  return node.tagName === "ins" && (isWord || isTracked(node));
}
