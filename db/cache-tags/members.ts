/** Cache tags of members. */
export const memberTags = {
  /** The profile at an address, also what makes an unknown handle known. */
  handle: (handle: string) => `members:handle:${handle}`,
} as const;
