import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { signInWithGitHub, signInWithGoogle } from "../sign-in/actions.ts";

/** A button per configured provider; renders nothing without one. */
export function ProviderButtons() {
  const t = translator();
  const { AUTH_GITHUB_ID, AUTH_GITHUB_SECRET, AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET } = env();
  const providers = [
    ...(AUTH_GITHUB_ID && AUTH_GITHUB_SECRET ? [{ name: "GitHub", action: signInWithGitHub }] : []),
    ...(AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET ? [{ name: "Google", action: signInWithGoogle }] : []),
  ];
  return providers.map(({ name, action }) => (
    <ButtonForm key={name} action={action} label={t("accounts.continueWith", { name })} />
  ));
}
