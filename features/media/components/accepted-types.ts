/** The types that the library accepts (`encoding/detect-type.ts`), which browsers offer first when a file is chosen. */
export const acceptedTypes = "image/jpeg,image/png,image/webp,image/gif,image/avif";
