import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { listLogoChoices } from "#features/media/queries.ts";
import { countTerms } from "../queries.ts";
import { authorVersion } from "./mutations.ts";
import { countAuthors, findAuthor, listAuthors } from "./queries.ts";

/** Loads a page of the list, and the numbers of categories, tags and authors. */
export async function loadAuthors(query: { words: string; after: string | undefined }) {
  const db = database();
  const [page, terms, author] = await Promise.all([listAuthors(db, query), countTerms(db), countAuthors(db)]);
  return { ...page, counts: { ...terms, author } };
}

/** Loads the author that an address names, with pictures to choose from; 404 for anything else. */
export async function loadAuthor(idText: string) {
  if (!/^[1-9]\d{0,14}$/.test(idText)) notFound();
  const db = database();
  const author = await findAuthor(db, Number(idText));
  if (!author) notFound();
  return { author, version: authorVersion(author), pictures: await listLogoChoices(db, [author.portrait]) };
}
