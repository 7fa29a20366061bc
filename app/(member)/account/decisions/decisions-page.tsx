import "#features/account/components/account.css";
import "#features/moderation/statements/components/statements.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AccountPage } from "#app/(member)/account/account-page.tsx";
import { FormPage } from "#app/(member)/form-page.tsx";
import { SiteFrame } from "#app/(site)/frame.tsx";
import type { StatementReader } from "#features/moderation/statements/loaders.ts";
import { translator } from "#i18n/translator.ts";

/** Its address may contain a mailed link: it is sent to no other site. */
export function decisionsMetadata(): Metadata {
  return {
    title: translator()("account.titles.decisions"),
    robots: { index: false },
    referrer: "same-origin",
  };
}

/** A section of the account; for readers with a mailed link the same without links to the other sections. */
export function DecisionsPage({ reader, children }: { reader: StatementReader; children: ReactNode }) {
  if (!reader.link) return <AccountPage section="decisions">{children}</AccountPage>;
  return (
    <SiteFrame>
      <div className="text-column statements-only">
        <h1 className="headline text-headline">{translator()("account.titles.decisions")}</h1>
        {children}
      </div>
    </SiteFrame>
  );
}

/** The page of a mailed link that has expired, or was sent to a former address of the account. */
export function ExpiredLinkPage() {
  const t = translator();
  return (
    <FormPage
      title={t("account.titles.decisions")}
      lead={t("errors.appeal.linkOver")}
      links={[{ href: "/login?next=%2Faccount%2Fdecisions", label: t("accounts.toSignIn") }]}
    />
  );
}
