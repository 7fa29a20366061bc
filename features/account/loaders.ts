import { unauthorized } from "next/navigation";
import { database } from "#db/client.ts";
import { requireMember } from "#features/auth/loaders.ts";
import { findAccount } from "./queries.ts";

/** Loads the viewer with their account; else 401. */
export async function requireAccount() {
  const viewer = await requireMember();
  const account = await findAccount(database(), viewer.id);
  return account ? { viewer, account } : unauthorized();
}
