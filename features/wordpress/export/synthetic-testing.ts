import { type SampleItem, sampleBlog, sampleFoot, sampleHead, sampleItem } from "./sample-testing.ts";

const words =
  "réseau serveur attaque données mise à jour correctif faille chiffrement clé mot passe compte courriel pièce jointe navigateur système routeur pare-feu sauvegarde disque cloud service éditeur opérateur client entreprise administration enquête chercheur groupe rançon fichier machine logiciel version usage contrôle risque audit règle loi accord marché prix offre contrat semaine mois hier demain selon ainsi cependant toutefois encore déjà souvent parfois".split(
    " ",
  );

/**
 * Generates a synthetic export of about that many bytes, in chunks: articles of the classic and the block editor, with
 * captions, links to each other, a source line on some, tags by a Zipf law, ratings and threaded comments. The same
 * seed gives the same file.
 */
export function* syntheticExport(options: {
  bytes: number;
  seed?: number;
}): Generator<{ text: string; articles: number }> {
  const random = createRandom(options.seed ?? 1);
  let articles = 0;
  let size = 0;
  yield { text: sampleHead(), articles };
  while (size < options.bytes) {
    articles += 1;
    const text = sampleItem(syntheticPost(articles, random));
    size += Buffer.byteLength(text);
    yield { text, articles };
  }
  yield { text: sampleFoot, articles };
}

function syntheticPost(id: number, random: () => number): SampleItem {
  const below = (limit: number) => Math.floor(random() * limit);
  const sentence = () => {
    const text = Array.from({ length: 8 + below(14) }, () => words[below(words.length)]).join(" ");
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = () => Array.from({ length: 2 + below(4) }, sentence).join(" ");
  const other = 1 + below(id + 20);
  const blocks = id % 3 === 0;
  const parts = Array.from({ length: 4 + below(6) }, () =>
    blocks ? `<!-- wp:paragraph -->\n<p>${paragraph()}</p>\n<!-- /wp:paragraph -->` : paragraph(),
  );
  parts.splice(1, 0, blocks ? "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->" : "<!--more-->");
  const link = `<a href="${sampleBlog}/article-de-synthese-${other}/">Article de synthèse ${other}</a>`;
  parts.push(blocks ? `<!-- wp:paragraph -->\n<p>${link}</p>\n<!-- /wp:paragraph -->` : link);
  if (id % 5 === 0)
    parts.push(
      `Source : <a href="https://source${id % 7}.example/${id}">L’article Original ${id} &gt;&gt;</a> est extrait de <a href="https://source${id % 7}.example/">Source ${id % 7}</a>`,
    );
  const comments = Array.from({ length: id % 4 === 0 ? below(8) : 0 }, (_, index) => ({
    id: id * 10 + index,
    parent: index > 1 && random() < 0.4 ? id * 10 + below(index) : 0,
    author: `Lecteur ${below(5_000)}`,
    content: sentence(),
    approved: random() < 0.95 ? "1" : "0",
    date: syntheticDate(id + 1),
  }));
  return {
    id,
    name: `article-de-synthese-${id}`,
    title: `Article de synthèse ${id} : ${sentence().slice(0, 60)}`,
    content: parts.join("\n\n"),
    date: syntheticDate(id),
    categories: [`rubrique-${1 + below(12)}`],
    // Zipf: the n-th tag occurs about 1/n as often as the first.
    tags: Array.from({ length: 1 + below(5) }, () => `theme-${Math.ceil(400 ** random())}`),
    meta: { _edit_last: "1", ...(id % 2 === 0 ? { ratings_users: "4", ratings_score: "17" } : {}) },
    comments,
  };
}

/** Half an hour apart, from 2004 on. */
function syntheticDate(id: number): string {
  return new Date(Date.UTC(2004, 0, 1) + id * 1_800_000).toISOString().slice(0, 19).replace("T", " ");
}

/** Creates a generator of numbers from 0 to 1 (mulberry32), so that a seed gives the same file everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
