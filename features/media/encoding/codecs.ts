import sharp from "sharp";

/*
 * One thread per picture: two pictures are encoded at once (concurrency-limit.ts), and a small machine has two cores.
 * libvips keeps neither operations nor open files between pictures: each is decoded once, so a cache would only use
 * memory.
 */
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
