import { unauthorized } from "next/navigation";
import { database } from "#db/client.ts";
import { requireMember } from "#features/auth/loaders.ts";
import { findSuppression } from "#features/mail/suppressions/queries.ts";
import { findAccount } from "./queries.ts";

/** Loads the viewer with their account; else 401. */
export async function requireAccount() {
  const viewer = await requireMember();
  const account = await findAccount(database(), viewer.id);
  return account ? { viewer, account } : unauthorized();
}

/** Loads why the account's address gets no notifications by mail; undefined if it gets them. */
export async function loadSuppression({ email }: { email: string | null }) {
  return email ? findSuppression(database(), email) : undefined;
}
