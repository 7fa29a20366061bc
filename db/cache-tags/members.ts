/** Cache tags of members. */
export const memberCacheTags = {
  /** The profile at an address; also the 404 of a handle that does not exist yet. */
  handle: (handle: string) => `members:handle:${handle}`,
} as const;
