import { database } from "#db/client.ts";
import { findClaimableComments } from "./queries.ts";

/** Loads which imported comments an account may claim. */
export const loadClaimableComments = (account: { email: string | null; confirmedAt: Date | null }) =>
  findClaimableComments(database(), account);
