import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { countAuthors } from "./authors/queries.ts";
import { termVersion } from "./mutations.ts";
import { countTermArticles, countTerms, findTerm, listRunningMerges, listTerms } from "./queries.ts";
import { parseTermKind } from "./rules.ts";

/** Loads a page of the list, the number of terms of each kind, and the running merges. */
export async function loadTerms(kind: TermKind, query: { words: string; after: string | undefined }) {
  const db = database();
  const [page, terms, author, running] = await Promise.all([
    listTerms(db, kind, query),
    countTerms(db),
    countAuthors(db),
    listRunningMerges(db, kind),
  ]);
  return { ...page, counts: { ...terms, author }, running };
}

/** Loads the term that an address names, with the number of its articles; 404 for anything else. */
export async function loadTerm(kindText: string, idText: string) {
  const kind = parseTermKind(kindText);
  if (!kind || !/^[1-9]\d{0,14}$/.test(idText)) notFound();
  const db = database();
  const term = await findTerm(db, kind, Number(idText));
  if (!term) notFound();
  const [articles, running] = await Promise.all([countTermArticles(db, kind, term.id), listRunningMerges(db, kind)]);
  return {
    kind,
    term,
    version: termVersion(term),
    articles,
    running: running.filter(({ fromId, intoId }) => fromId === term.id || intoId === term.id),
  };
}
