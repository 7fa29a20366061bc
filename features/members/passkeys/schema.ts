import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";

/** The browser's answer as text. Only its outline is looked at here; the library checks every part of it. */
function answer<T>() {
  return z
    .string()
    .min(1, "passkey.script")
    .max(20_000, "passkey.failed")
    .transform((text, context): T => {
      const read = outline.safeParse(parsed(text));
      if (read.success) return read.data as T;
      context.addIssue({ code: "custom", message: "passkey.failed" });
      return z.NEVER;
    });
}

const outline = z.looseObject({
  id: z.string().min(1).max(2_000),
  rawId: z.string(),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: z.string() }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const newPasskey = z.object({
  name: z.string().trim().min(1, "passkey.nameMissing").max(60, "passkey.nameTooLong"),
  response: answer<RegistrationResponseJSON>(),
});

export const passkeySignIn = z.object({
  response: answer<AuthenticationResponseJSON>(),
  next: z.string().max(2000).optional(),
});

export const onePasskey = z.object({ id: z.string().min(1).max(2_000) });
