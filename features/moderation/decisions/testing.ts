import type { Database } from "#db/client.ts";
import { type Decision, decide } from "./decide.ts";

/** Takes a decision that a test expects to succeed. Returns its id; throws the refusal otherwise. */
export async function decideOrThrow(db: Database, decision: Decision): Promise<number> {
  const result = await decide(db, decision);
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.fields)}`);
  return result.value.decision;
}
