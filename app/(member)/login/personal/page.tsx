import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FormPage, singleParam, withNext } from "#app/(member)/form-page.tsx";
import { SignInPage } from "#app/(site)/login/sign-in-page.tsx";
import { AlreadySignedIn } from "#features/auth/components/already-signed-in.tsx";
import { getViewer } from "#features/auth/loaders.ts";
import { destinationFromReferer, safeDestination } from "#features/auth/sign-in/destination.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { clientHeaders } from "#lib/cache/client-request.ts";
import { formatDate } from "#lib/dates.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.title"), robots: { index: false } };
}

/**
 * `/login` for one client: a member, a visitor after a failed sign-in, or a visitor who wants to report a comment
 * (`isPersonalRequest`).
 */
export default async function PersonalLoginPage({ searchParams }: PageProps<"/login/personal">) {
  const viewer = await getViewer();
  const { next: wanted, error, until } = await searchParams;
  const next = safeDestination(wanted);
  // Links for members lead everybody here: signed-in readers continue to the destination.
  if (viewer && next !== "/") redirect(next);
  if (!viewer && wanted === undefined && error === undefined) {
    // The session has ended, and the link in the header of shared pages has no destination until the scripts run.
    const requestHeaders = await clientHeaders();
    const before = destinationFromReferer(requestHeaders.get("referer"), requestHeaders.get("host") ?? "");
    if (before !== "/") redirect(withNext("/login", before));
  }
  const t = translator();
  const message = singleParam(error) && (await explainSignInError(error, until));
  const alert = message && (
    <p role="alert" className="form-alert mb-6 font-sans">
      {message}
    </p>
  );
  if (viewer) {
    return (
      <FormPage title={t("signIn.title")}>
        {alert}
        <AlreadySignedIn name={viewer.name} />
      </FormPage>
    );
  }
  // A visitor who came to report a comment can do so without an account.
  const reported = /^\/comments\/(\d+)#report$/.exec(next)?.[1];
  const withoutAccount = { href: `/report?comment=${reported}`, label: t.typeset("dsaNoticeForm.withoutAccount") };
  return <SignInPage alert={alert} moreLinks={reported ? [withoutAccount] : []} />;
}

/** The message for an error elsewhere (`?error=`); a general one for unknown codes. */
async function explainSignInError(
  error: string | string[] | undefined,
  until: string | string[] | undefined,
): Promise<string> {
  const t = translator();
  if (error === "member.banned") return t.typeset("errors.member.banned");
  const end = new Date(singleParam(until) ?? "");
  if (error === "member.suspended" && !Number.isNaN(end.getTime())) {
    const zone = (await getSettings())["site.zone"];
    return t.typeset("errors.member.suspended", {
      until: formatDate(end, { locale: siteLocale(), zone, style: "long" }),
    });
  }
  if (error === "identity.noEmail") return t.typeset("errors.identity.noEmail");
  if (error === "identity.gone") return t("errors.identity.gone");
  if (error === "AccessDenied") return t("accounts.denied");
  return t("accounts.failed");
}
