/** The types that the library accepts (`encoding/sniff.ts`), which browsers offer first when a file is chosen. */
export const acceptedTypes = "image/jpeg,image/png,image/webp,image/gif,image/avif";
