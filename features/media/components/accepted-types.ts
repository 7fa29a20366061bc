/** What the library takes (`encoding/sniff.ts`): what browsers offer first when a file is chosen. */
export const acceptedTypes = "image/jpeg,image/png,image/webp,image/gif,image/avif";
