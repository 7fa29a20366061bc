import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { line, opaque } from "#lib/form-fields.ts";

/** The browser's response as text. Only its outline is validated here; the library verifies every part of it. */
function authenticatorResponse<T>() {
  return opaque(20_000, "passkey.failed")
    .min(1, "passkey.script")
    .transform((text, context): T => {
      const read = responseOutline.safeParse(parseJson(text));
      if (read.success) return read.data as T;
      context.addIssue({ code: "custom", message: "passkey.failed" });
      return z.NEVER;
    });
}

const responseOutline = z.looseObject({
  id: opaque(2_000, "passkey.failed").min(1),
  rawId: opaque(2_000, "passkey.failed"),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: opaque(20_000, "passkey.failed") }),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const newPasskeySchema = z.object({
  name: line(60, "passkey.nameTooLong", "passkey.nameMissing"),
  response: authenticatorResponse<RegistrationResponseJSON>(),
});

export const passkeySignInSchema = z.object({
  response: authenticatorResponse<AuthenticationResponseJSON>(),
  next: opaque(2_000, "form.wrong").optional(),
});

export const passkeyIdSchema = z.object({ id: opaque(2_000, "form.wrong").min(1) });
