import type { Metadata } from "next";
import { translator } from "#i18n/translator.ts";
import { SignInPage } from "./sign-in-page.tsx";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.title"), robots: { index: false } };
}

/** The same for everyone; a client who needs a page of their own gets `/login/personal` instead (next.config.ts). */
export default function LoginPage() {
  return <SignInPage />;
}
