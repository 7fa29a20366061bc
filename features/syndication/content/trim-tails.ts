import type { Element, ElementContent, Root } from "hast";
import { toText } from "#lib/html/text.ts";

/** "The post X appeared first on Y.", with its words in the languages of WordPress: how it begins, and what is between X and Y. */
const appearedFirst: [beginning: RegExp, middle: RegExp][] = [
  [/^the post /i, / (?:first appeared|appeared first) on /i],
  [/^(?:cet |l['’] ?)article /i, / est (?:apparu|paru) en premier sur /i],
  [
    /^(?:this (?:article|story|post)|the post|\S)/i,
    / (?:was )?(?:first|originally) (?:appeared|published) (?:on|at|in|by) /i,
  ],
  [/^der beitrag /i, / erschien zuerst (?:auf|bei) /i],
  [/^la entrada /i, / (?:se publicó primero|aparece primero) en /i],
  [/^l['’]articolo /i, / (?:proviene da|sembra essere il primo su) /i],
  [/^o post /i, / apareceu primeiro em /i],
  [/^het bericht /i, / verscheen (?:als )?eerste? op /i],
];

/** Invitations to read on, alone or at the end of a cut text. */
const readOn =
  "lire la suite|lire l['’] ?article(?: complet| entier)?|lire plus|en savoir plus|voir la suite|suite de l['’] ?article|\\(?la suite\\)?|continuer (?:la|à) lire|continuer la lecture|poursuivre la lecture|cliquez ici pour lire la suite|continue reading|read more|read (?:the )?(?:full|rest of (?:this|the)) (?:article|story|post|entry)|read the (?:article|story|post)|keep reading|full story|more|weiterlesen|mehr lesen|leer más|seguir leyendo|continua a leggere|leggi tutto|continuar (?:a ler|lendo)|leia mais|lees verder|lees meer|czytaj dalej";
const readOnAlone = new RegExp(`^[\\[(→»›….\\s]{0,9}(?:${readOn})[\\])→»›>….:!\\s]{0,9}$`, "iu");
const readOnWithTitle = new RegExp(
  `^[\\[(→»›….\\s]{0,9}(?:${readOn})(?: (?:de|of|sur|on|:|de l['’]article)| ?[:«“"'‘]) ?.{1,300}$`,
  "iu",
);
const readOnBeginning = /^[[(→»›….\s]{0,9}(?:continue reading|read more|lire la suite)\s/iu;
const readOnAtEnd = new RegExp(
  `(?:…|\\.{3}|[\\[(](?:…|\\.{3})[\\])]|[.!?»"”])\\s{0,9}[→»›(\\[]?\\s?(?:${readOn})[\\])→»›>….\\s]{0,9}$`,
  "iu",
);

const counted =
  /^(?:\d[\d .,]{0,9} ?(?:commentaires?|comments?|réactions?|réponses?|kommentare|comentarios)|(?:laisser un commentaire|commenter(?: cet article)?|leave a (?:comment|reply)|comments|commentaires|partager(?: (?:cet article|sur).{0,60})?|share(?: this)?(?: on.{0,60})?|tweet(?:er)?|imprimer|print))[.:!\s]{0,3}$/iu;

/** Words that announce links to other articles, in lower case. */
const relatedPhrases = (
  "à lire aussi|a lire aussi|à lire également|à voir aussi|à voir également|à découvrir aussi|à écouter aussi|lire aussi|lire également|" +
  "voir aussi|voir également|article lié|articles liés|articles similaires|articles connexes|articles associés|articles recommandés|" +
  "contenus liés|contenus similaires|dans la même rubrique|dans la même catégorie|sur le même sujet|sur le même thème|" +
  "nos derniers articles|vous aimerez aussi|vous pourriez aussi aimer|vous pourriez également aimer|related|related posts|related post|" +
  "related articles|related article|related stories|related story|related content|related reading|related news|you may also like|" +
  "you might also like|you may also enjoy|more from|more on|more like this|see also|read also|read next|further reading|" +
  "recommended|recommended reading|siehe auch|lesen sie auch|lea también|leggi anche"
)
  .split("|")
  .sort((one, other) => other.length - one.length);

/** The length of the words that announce other articles, with the punctuation after them; 0: there are none. */
function measureRelatedPhrase(text: string): number {
  const lower = text.slice(0, 100).toLowerCase();
  const phrase = relatedPhrases.find((one) => lower.startsWith(one));
  if (phrase === undefined) return 0;
  const end = /^[.:…!\s]{0,3}/.exec(text.slice(phrase.length))?.[0].length ?? 0;
  // "Related" is no beginning of "Relatedness".
  return end === 0 && text.length > phrase.length ? 0 : phrase.length + end;
}

/** Of a long tail only this many blocks are looked at. */
const maxTailBlocks = 12;
const maxTailLength = 500;

/** A mark that the text goes on elsewhere. */
const cut = /\s?[[(](?:…|\.{3})[\])]\s?(?:→|»|›)?$|(?:…|\.{3})\s?(?:→|»|›|>{1,2})$/u;

/**
 * Removes from the end of a sanitised text what does not belong to it: invitations to read on, "appeared first on", counters, and lists of
 * related articles. Only blocks at the end are looked at, so that the same words in the text stay. Changes the tree.
 * @returns whether the text is cut, that is, goes on at the source, and whether related articles were removed
 */
export function trimTails(tree: Root): { isCut: boolean; hadRelated: boolean } {
  let isCut = false;
  for (let count = 0; count < maxTailBlocks; count += 1) {
    const index = tree.children.findLastIndex((node) => node.type === "element");
    const last = tree.children[index];
    if (last?.type !== "element") break;
    const tail = describeTail(last);
    if (!tail || !isTail(tail)) break;
    // A text that is nothing but an invitation has no other content.
    isCut ||= /^[[(]?[….]/.test(tail.text) || readOnAlone.test(tail.text) || readOnWithTitle.test(tail.text);
    tree.children.length = index;
  }
  const hadRelated = trimRelated(tree);
  const isLineCut = trimLine(tree);
  return { isCut: isCut || isLineCut, hadRelated };
}

interface Tail {
  text: string;
  /** Characters outside links. */
  unlinked: number;
  hasLink: boolean;
  name: string;
}

function describeTail(node: Element): Tail | undefined {
  if (["figure", "table", "pre"].includes(node.tagName) || node.properties.dataEmbed !== undefined) return undefined;
  const text = toText(node).replace(/\s+/g, " ").trim();
  if (text.length > maxTailLength) return undefined;
  const links = listLinks(node);
  return {
    text,
    unlinked: text.length - links.reduce((sum, link) => sum + toText(link).trim().length, 0),
    hasLink: links.length > 0,
    name: node.tagName,
  };
}

function isTail({ text, unlinked, hasLink, name }: Tail): boolean {
  if (name === "hr") return true;
  if (text === "" || /^[[(]?(?:…|\.{3})[\])]?$/.test(text)) return true;
  if (readOnAlone.test(text) || counted.test(text)) return true;
  // The name of the article or of the site is a link in these; without one only the usual form counts.
  if (appearedFirst.some(([beginning, middle]) => beginning.test(text) && middle.test(text)))
    return hasLink || /^(?:the post|cet article|l['’] ?article|der beitrag|la entrada)/iu.test(text);
  if (readOnWithTitle.test(text)) return hasLink && unlinked <= 40;
  return hasLink && unlinked <= 45 && measureRelatedPhrase(text) > 0;
}

/** A heading "Related articles" at the end, with only links behind it. */
function trimRelated(tree: Root): boolean {
  const blocks = tree.children.flatMap((node, index) => (node.type === "element" ? [{ node, index }] : []));
  let links = 0;
  for (const { node, index } of blocks.slice(-maxTailBlocks).reverse()) {
    const tail = describeTail(node);
    if (!tail) return false;
    if (links > 0 && tail.text !== "" && measureRelatedPhrase(tail.text) === tail.text.length) {
      tree.children.length = index;
      return true;
    }
    if (!tail.hasLink || tail.unlinked > 20 + 10 * listLinks(node).length) return false;
    links += 1;
  }
  return false;
}

function listLinks(node: Element): Element[] {
  return node.children.flatMap((child) =>
    child.type !== "element" ? [] : child.tagName === "a" ? [child] : listLinks(child),
  );
}

/** Removes "… Lire la suite" from the end of the last line; an ellipsis stays where a sentence was cut. */
function trimLine(tree: Root): boolean {
  const last = tree.children.findLast((node) => node.type === "element");
  if (last?.type !== "element" || last.tagName === "pre" || last.tagName === "table") return false;
  let isCut = removeLastLink(last);
  const text = toText(last).slice(-400).replace(/\s+/g, " ").trim();
  const found = readOnAtEnd.exec(text);
  if (found) {
    const words = found[0].slice(found[0].search(/[\p{L}(]/u));
    isCut = removeEnd(last, words) || isCut;
  }
  const rest = toText(last).slice(-400).trim();
  // "« À suivre… »" ends with a quotation mark, not with an arrow.
  const mark = rest.endsWith("»") && rest.includes("«") ? undefined : cut.exec(rest)?.[0];
  if (mark !== undefined && removeEnd(last, mark.trim())) {
    if (!/[.!?…]["'»”)\s]*$/u.test(toText(last).slice(-20))) appendText(last, "…");
    return true;
  }
  return isCut || /(?:…|\.{3})$/.test(rest);
}

/** Removes a link at the end of a line whose words invite to read on; false if there is none. */
function removeLastLink(line: Element): boolean {
  const index = line.children.findLastIndex(
    (child) => child.type === "element" || (child.type === "text" && child.value.trim() !== ""),
  );
  const last = line.children[index];
  if (last?.type !== "element") return false;
  if (last.tagName !== "a") return removeLastLink(last);
  const text = toText(last).replace(/\s+/g, " ").trim();
  if (text.length > maxTailLength || !(readOnAlone.test(text) || readOnBeginning.test(text))) return false;
  line.children.length = index;
  return true;
}

/** Removes words from the end of a line, also from within its links; false if they are not there. */
function removeEnd(line: Element, words: string): boolean {
  let missing = words.replace(/\s+/g, "");
  const dropEnd = (node: Element): void => {
    for (let child = node.children.at(-1); child && missing !== ""; child = node.children.at(-1)) {
      if (child.type === "element") {
        dropEnd(child);
        if (child.children.length > 0 && missing === "") return;
        if (child.children.length > 0) return;
        node.children.pop();
        continue;
      }
      if (child.type !== "text") return;
      let value = child.value;
      while (missing !== "" && value !== "") {
        const end = value.at(-1) ?? "";
        if (end.trim() !== "") {
          if (end !== missing.at(-1)) return;
          missing = missing.slice(0, -1);
        }
        value = value.slice(0, -1);
      }
      if (value === "") node.children.pop();
      else child.value = value.trimEnd();
    }
  };
  dropEnd(line);
  return missing === "";
}

function appendText(line: Element, text: string): void {
  const last: ElementContent | undefined = line.children.at(-1);
  if (last?.type === "text") last.value = `${last.value.trimEnd()}${text}`;
  else if (last?.type === "element" && last.tagName !== "br" && last.tagName !== "img") appendText(last, text);
  else line.children.push({ type: "text", value: text });
}
