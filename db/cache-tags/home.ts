/** Cache tag of what editors put first on the home page. The page also carries `articles:lists` and its articles' own tags. */
export const homeCacheTag = "home:order";
