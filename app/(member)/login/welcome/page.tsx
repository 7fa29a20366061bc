import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FormPage, singleParam, withNext } from "#app/(member)/form-page.tsx";
import { getViewer } from "#features/auth/loaders.ts";
import { safeDestination } from "#features/auth/sign-in/destination.ts";
import { WelcomeRules } from "#features/comments/components/welcome-rules.tsx";
import { loadViewerWelcome } from "#features/viewer-data/welcome/loaders.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.welcome.title"), robots: { index: false } };
}

/** Confirms a sign-in without JavaScript and links to the next page. */
export default async function WelcomePage({ searchParams }: PageProps<"/login/welcome">) {
  const search = await searchParams;
  const next = safeDestination(search.next);
  const viewer = await getViewer();
  if (!viewer) redirect(withNext("/login", next));
  const welcome = singleParam(search.confirmed) ? await loadViewerWelcome(viewer) : undefined;
  const t = translator();
  const destination = next === "/" ? "home" : next.startsWith("/articles/") ? "article" : "page";
  return (
    <FormPage
      title={t("signIn.welcome.title")}
      lead={t.typeset(singleParam(search.confirmed) ? "signIn.greeting.confirmed" : "signIn.greeting.signedIn", {
        name: viewer.name,
      })}
    >
      {welcome && (
        <div className="form-note">
          <WelcomeRules welcome={welcome} />
        </div>
      )}
      <a href={next} className="button button-strong">
        {t.typeset(`signIn.welcome.${destination}`)}
      </a>
    </FormPage>
  );
}
