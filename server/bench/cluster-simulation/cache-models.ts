/** Distributes requests a second over pages by Zipf: the page of rank r gets a share of 1/(r+1)^exponent. */
export function zipfRates(perSecond: number, pages: number, exponent: number): Float64Array {
  const rates = Float64Array.from({ length: pages }, (_, rank) => (rank + 1) ** -exponent);
  const sum = rates.reduce((total, one) => total + one, 0);
  return rates.map((one) => (one / sum) * perSecond);
}

/**
 * How many requests a second a cache of `capacity` pages does not answer because it has evicted the page, least recently
 * used first (the approximation of Che, Tung and Wang, 2002: each page stays for the same time after its last request).
 */
export function evictedPerSecond(rates: Float64Array, capacity: number): number {
  if (capacity >= rates.length) return 0;
  const kept = (seconds: number) => rates.reduce((sum, rate) => sum + 1 - Math.exp(-rate * seconds), 0);
  let [low, high] = [0, 1];
  while (kept(high) < capacity) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (kept(middle) < capacity) low = middle;
    else high = middle;
  }
  return rates.reduce((sum, rate) => sum + rate * Math.exp(-rate * high), 0);
}

/**
 * How often a second a cache in front of the site requests a page that its readers request `rate` times a second, if it
 * keeps the page for `ttl` seconds and is purged `purges` times a second: once for each time that it has kept it.
 */
export function edgeFetchRate(rate: number, ttl: number, purges: number): number {
  const kept = purges === 0 ? ttl : (1 - Math.exp(-purges * ttl)) / purges;
  return rate / (1 + rate * kept);
}

/** How many requests a second are for pages that nobody has requested for so long (s), so that Valkey has none. */
export function forgottenPerSecond(rates: Float64Array, seconds: number): number {
  return rates.reduce((sum, rate) => sum + rate * Math.exp(-rate * seconds), 0);
}
