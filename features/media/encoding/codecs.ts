import sharp from "sharp";

/*
 * One thread per picture: two are worked on at once (gate.ts), which is what a small machine has. libvips keeps neither
 * operations nor open files between pictures: each is decoded once, a cache would only hold memory.
 */
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
