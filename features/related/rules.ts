/**
 * How related articles are selected. A pair's score is (tags + category + words) × time, each part between 0 and about
 * its weight. Every part is symmetric: the score of A for B is that of B for A.
 */

/**
 * Stored per article: the maximum of the setting `related.count`, so that changing it takes effect at once. Six are
 * shown by default.
 */
export const maxStoredRelated = 12;

export const weights = {
  /**
   * For each shared tag, times its rarity (0 to 1). Editors choose tags to name the subject, so a tag is the unit of
   * the scale.
   */
  tag: 1,
  /**
   * Once for a shared category. Less than one ordinary tag: it ranks articles that share nothing else, and never
   * outweighs a shared subject.
   */
  category: 0.2,
  /**
   * For shared words: the sum of the products of their shares in both texts, times rarity. Closely related articles
   * reach 0.2 to 0.4, so 3 makes them worth a tag.
   */
  words: 3,
  /**
   * How much of the score distance in time may take. The rest is independent of time, so that an old article on the
   * same subject is still found.
   */
  time: 0.5,
} as const;

/** Distance in time that takes half of that share. A security story is followed up within weeks, a season at most. */
export const halfLifeDays = 60;

/** What a pair's score is made of; the quality bench tries others. */
export interface ScoreRules {
  weights: Record<keyof typeof weights, number>;
  halfLifeDays: number;
}

/** The rules of the site. */
export const scoreRules: ScoreRules = { weights, halfLifeDays };

/**
 * Two articles are near-copies, such as one agency item from two sources, if they share at least `words` of their
 * characteristic words and the cosine of their word vectors reaches `cosine`. Only the best of several near-copies is
 * shown. With fewer words in common the cosine says little.
 */
export const nearCopy = { words: 8, cosine: 0.75 } as const;

/** The best candidates that are compared with each other to find near-copies. At most 62: they are bits of a bigint. */
export const maxCompared = 30;

/** Articles that an editor may pin to one article: as many as are stored. */
export const maxPins = maxStoredRelated;

/** Articles that an editor may exclude from one article's selection. */
export const maxExclusions = 200;

/**
 * Candidates are the nearest articles in time, on each side, with the same tag, word or category. An article then costs
 * the same number of index entries on a site of a hundred articles or a million.
 */
export const maxNeighbours = { tag: 30, word: 20, category: 20 } as const;

/**
 * Maximum number of an article's tags and categories that count, by position; an export may carry hundreds, which is
 * noise.
 */
export const maxFeatures = { tags: 24, categories: 4 } as const;

/** How much an occurrence counts by its place: the title more than the lead, and the lead more than the body. */
export const keywordWeights = { title: 8, lead: 3, body: 1 } as const;

/** How an article's keywords are chosen; the quality bench tries others. */
export interface KeywordRules {
  weights: Record<keyof typeof keywordWeights, number>;
  most: number;
}

/**
 * Keywords stored per article. Thirty find more than twenty did (nDCG@6 0.716 against 0.696, docs/benchmarks.md); forty
 * cost a third more and gain nothing on articles on which nothing was tuned.
 */
export const maxKeywords = 30;

/** The rules of the site. */
export const keywordRules: KeywordRules = { weights: keywordWeights, most: maxKeywords };

/**
 * Words without a subject that the French stop list misses: it has accented forms while the search strips accents, and
 * lacks numerals, adverbs, everyday verbs, and English (an import may be in English).
 */
export const stopWords =
  `a afin ainsi alors apres assez aucun aussi autant autre avant avoir beaucoup bien car cas cela celle celui certain chacun chaque
  chez chose combien comme comment contre cent deja depuis dernier derriere deux devant devient devoir dire dit dix doit donc dont
  donne donner doute egalement encore enfin ensuite entre est ete etre etaient etait faire faut fait falloir font fois grand heure
  hui hier ici ils jamais jour juste lequel lors lorsque leurs maintenant mal malgre meme mettre mieux mille mis moins mois moment
  notamment nouveau nouvelle ni on ont ou oui parce parfois parmi partie partir pas pendant peu personne petit peut peuvent plus plusieurs
  plutot point pourquoi pourtant pouvoir premier prendre pres presque prochain puis quand quatre quel quelle quelque question quoi rien
  sans sauf savoir selon sera seul seulement simple sinon soit sont souvent sous suite sur surtout tant tel tellement temps tenir toujours tous tout
  toute toutes tres trois trop trouver un une vers veut voici voila voir vouloir vrai vraiment
  about after all also and any are been before but can could did does for from had has have her here him his how into its just like
  more most not now off only other our out over same she should some such than that the their them then there these they this those
  through too under very was were what when where which while who why will with would you your`.split(/\s+/);

/** Candidates whose exact score is computed, after a first estimate: five times what is stored. */
export const shortlistSize = 60;

/**
 * Counting a tag's or word's articles stops here: a more common one gets the rarity of one used by half of the site. A
 * tag of 50,000 articles is then not scanned whole.
 */
export const maxCounted = 2_000;

/** Reasons stored with a row, for the newsroom: the strongest three of each kind. */
export const maxReasons = 3;

/** Articles per statement: enough to spread its cost, few enough for less than a second and little memory. */
export const batchSize = 200;

/** `restore` undoes a pin or an exclusion; the others move a pin. */
export const relatedActs = ["pin", "exclude", "restore", "up", "down", "first"] as const;
export type RelatedAct = (typeof relatedActs)[number];
