import type { Metadata } from "next";
import { Frame } from "#app/(site)/frame.tsx";
import { SignInForm } from "#features/members/components/sign-in-form.client.tsx";
import { safeDestination } from "#features/members/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";

export const instant = false;

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.title"), robots: { index: false } };
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next } = await searchParams;
  const t = translator();
  return (
    <Frame>
      <div className="text-column form-page">
        <h1 className="headline text-headline">{t("signIn.title")}</h1>
        <SignInForm
          next={safeDestination(next)}
          labels={{ email: t("signIn.email"), password: t("signIn.password"), submit: t("signIn.submit") }}
        />
      </div>
    </Frame>
  );
}
