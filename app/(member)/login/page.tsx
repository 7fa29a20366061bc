import "#features/auth/components/auth.css";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FormPage, singleParam, withNext } from "#app/(member)/form-page.tsx";
import { AlreadySignedIn } from "#features/auth/components/already-signed-in.tsx";
import { PasskeySignIn } from "#features/auth/components/passkey-sign-in.client.tsx";
import { ProviderButtons } from "#features/auth/components/provider-buttons.tsx";
import { SignInForm } from "#features/auth/components/sign-in-form.client.tsx";
import { getViewer } from "#features/auth/loaders.ts";
import { preparePasskeySignIn, signInWithPasskey } from "#features/auth/passkeys/actions.ts";
import { destinationFromReferer, safeDestination } from "#features/auth/sign-in/destination.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { clientHeaders } from "#lib/cache/client-request.ts";
import { formatDate } from "#lib/dates.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.title"), robots: { index: false } };
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const viewer = await getViewer();
  const { next: wanted, error, until } = await searchParams;
  const next = safeDestination(wanted);
  // Links for members lead everybody here: signed-in readers continue to the destination.
  if (viewer && next !== "/") redirect(next);
  if (!viewer && wanted === undefined && error === undefined) {
    // The header's link is the same on every page until the scripts run.
    const before = destinationFromReferer(await clientHeaders());
    if (before !== "/") redirect(withNext("/login", before));
  }
  const t = translator();
  // A visitor who came to report a comment can do so without an account.
  const reported = /^\/comments\/(\d+)#report$/.exec(next)?.[1];
  return (
    <FormPage
      title={t("signIn.title")}
      links={
        viewer
          ? []
          : [
              { href: withNext("/register", next), label: t("accounts.toRegister") },
              { href: withNext("/login/link", next), label: t("accounts.toMagic") },
              { href: withNext("/login/password", next), label: t("accounts.toReset") },
              ...(reported ? [{ href: `/report?comment=${reported}`, label: t("dsaNoticeForm.withoutAccount") }] : []),
            ]
      }
    >
      {singleParam(error) && (
        <p role="alert" className="form-alert mb-6 font-sans">
          {await explainSignInError(error, until)}
        </p>
      )}
      {viewer ? (
        <AlreadySignedIn name={viewer.name} />
      ) : (
        <SignInForm
          next={next}
          labels={{ email: t("signIn.email"), password: t("signIn.password"), submit: t("signIn.submit") }}
        />
      )}
      {!viewer && (
        <div className="sign-in-alternatives">
          <PasskeySignIn
            prepare={preparePasskeySignIn}
            signIn={signInWithPasskey}
            next={next}
            labels={{
              submit: t("signIn.passkey"),
              cancelled: t("signIn.passkeyCancelled"),
              unsupported: t("errors.passkey.script"),
            }}
          />
          <ProviderButtons next={next} />
        </div>
      )}
    </FormPage>
  );
}

/** The message for an error elsewhere (`?error=`); a general one for unknown codes. */
async function explainSignInError(
  error: string | string[] | undefined,
  until: string | string[] | undefined,
): Promise<string> {
  const t = translator();
  if (error === "member.banned") return t("errors.member.banned");
  const end = new Date(singleParam(until) ?? "");
  if (error === "member.suspended" && !Number.isNaN(end.getTime())) {
    const zone = (await getSettings())["site.zone"];
    return t("errors.member.suspended", { until: formatDate(end, { locale: siteLocale(), zone, style: "long" }) });
  }
  if (error === "identity.noEmail") return t("errors.identity.noEmail");
  if (error === "identity.gone") return t("errors.identity.gone");
  if (error === "AccessDenied") return t("accounts.denied");
  return t("accounts.failed");
}
