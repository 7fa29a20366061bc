/**
 * Limits of what one document may contain, so that work and memory stay proportional to its length. Real feeds stay far
 * below; the numbers leave out nothing that a reader would miss.
 */
export const maxFeedDepth = 200;
/** Elements that are read; 500 items of 200 elements have 100,000. Items after that are counted only. */
export const maxFeedElements = 400_000;
/** `xml:base` attributes that are resolved; later ones are ignored. 290,000 took 4.5 s. */
export const maxFeedBases = 10_000;
/** Attributes of one element. */
export const maxFeedAttributes = 200;
/** Items that are converted, of which the newest are kept; those after are counted only. */
export const maxConvertedItems = 20_000;
export const maxTitleLength = 1_000;
/** Characters of one HTML text; the longest articles have 300,000. */
export const maxHtmlLength = 1_000_000;
export const maxGuidLength = 4_096;
export const maxAddressLength = 2_048;
export const maxAuthors = 20;
export const maxCategories = 50;
export const maxPictures = 20;
/** Characters of all items together; items after that are left out. */
export const maxFeedOutput = 20_000_000;
/** Kinds of damage that are listed. */
export const maxRepairs = 20;
