/**
 * How the selection below an article is chosen. A pair's score is
 * (tags + category + words) × time, each part between 0 and about its weight; every part is symmetric, so what an article
 * thinks of another is what the other thinks of it.
 */

/** Stored per article: the most that the setting `related.count` may ask for, so that changing it shows at once. Six are shown by default. */
export const maxStoredRelated = 12;

export const weights = {
  /** For each shared tag, times its rarity (0 to 1). An editor's own word for what the article is about: the unit of the scale. */
  tag: 1,
  /** Once for a shared category. Less than one ordinary tag: it orders what nothing else joins, and never beats a shared subject. */
  category: 0.2,
  /** For the shared words: the sum over them of both shares of text, times rarity. Real neighbours reach 0.2 to 0.4, so 3 makes them worth a tag. */
  words: 3,
  /** How much of the score time may take: the rest is kept whatever the distance, so that an old article on the very subject is not lost. */
  time: 0.5,
} as const;

/** Distance in time at which half of what time may take is gone. A security story is followed up within weeks, a season at most. */
export const halfLifeDays = 60;

/**
 * Where candidates are looked for: on each side in time, the nearest articles with the same tag, word or category. So an
 * article costs the same number of index entries in a site of a hundred articles or of a million.
 */
export const maxNeighbours = { tag: 30, word: 20, category: 20 } as const;

/** Tags and categories of one article that count, by their position; a longer list is noise (an export may carry hundreds). */
export const maxFeatures = { tags: 24, categories: 4 } as const;

/** Words kept for an article: beyond the twenty heaviest, words say how it is written rather than what about. */
export const maxKeywords = 20;

/**
 * Words that say nothing about a subject and that the French stop list lets through: because it holds accented forms while the
 * search strips accents, or because they are numerals, adverbs, everyday verbs, or English (an import may be in English).
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

/** Candidates whose score is worked out in full, best first guess first: five times what is kept. */
export const shortlistSize = 60;

/**
 * Counting how many articles carry a tag or a word stops here: beyond it the thing is common and its rarity is that of
 * one carried by half of the site. Keeps a tag of 50,000 articles from being read whole.
 */
export const maxCounted = 2_000;

/** Reasons kept with a row, for the newsroom: the strongest three of each kind. */
export const maxReasons = 3;

/** Articles worked out by one statement: enough to spread its cost, few enough to keep it under a second and its memory small. */
export const batchSize = 200;
