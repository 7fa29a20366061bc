import "#features/account/components/account.css";
import "#features/moderation/statements/components/statements.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AccountPage } from "#app/(member)/account/account-page.tsx";
import { FormPage } from "#app/(member)/form-page.tsx";
import { SiteFrame } from "#app/(site)/frame.tsx";
import type { StatementReader } from "#features/moderation/statements/loaders.ts";
import { translator } from "#i18n/translator.ts";

/** Its address may carry a mailed link: it goes nowhere else. */
export function decisionsMetadata(): Metadata {
  return {
    title: translator()("account.titles.decisions"),
    robots: { index: false },
    referrer: "same-origin",
  };
}

/** A part of the account, or for who came by a mailed link the same without the way to the other parts. */
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

/** The link of a mail that has expired, or was mailed to an address that the account no longer has. */
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
