import type { Metadata } from "next";
import { translator } from "#i18n/translator.ts";
import { SignInPage } from "./sign-in-page.tsx";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.title"), robots: { index: false } };
}

/** The same for everyone; who needs another one gets `/login/personal` in its place (next.config.ts). */
export default function LoginPage() {
  return <SignInPage />;
}
