/**
 * Cache tag of the order that editors give the home page. The page also has `articles:lists` and its articles' own
 * tags.
 */
export const homeCacheTag = "home:order";
