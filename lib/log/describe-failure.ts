import { redactText } from "./redact.mjs";

/** The message of an error as it may be stored and shown to staff: one line, without addresses and secrets. The log has the rest. */
export function describeFailure(error: unknown): string {
  return redactText(error instanceof Error ? error.message : String(error));
}
