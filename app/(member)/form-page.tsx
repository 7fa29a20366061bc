import "#components/ui/form-controls.css";
import type { ReactNode } from "react";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { KeepNextLink } from "#features/auth/components/keep-next-link.client.tsx";
import { RefreshViewerOnLeave } from "#features/auth/components/refresh-viewer-on-leave.client.tsx";
import { typeset } from "#lib/typography.ts";

/** A page with one form: title, lead, the form, and further links. */
export function FormPage({
  title,
  lead,
  links = [],
  children,
}: {
  title: string;
  lead?: string;
  /** `keepsNext`: the link passes on the destination of this page (`?next=`). */
  links?: { href: string; label: string; keepsNext?: boolean }[];
  children?: ReactNode;
}) {
  return (
    <SiteFrame>
      <div className="text-column form-page">
        <h1 className="headline text-headline">{typeset(title)}</h1>
        {lead && <p className="mb-6">{typeset(lead)}</p>}
        <ErrorBoundary>{children}</ErrorBoundary>
        <RefreshViewerOnLeave />
        {links.length > 0 && (
          <ul className="form-links">
            {links.map(({ href, label, keepsNext }) => (
              <li key={href}>
                {keepsNext ? <KeepNextLink href={href} label={typeset(label)} /> : <a href={href}>{typeset(label)}</a>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </SiteFrame>
  );
}

/** The single value of a search parameter; undefined if it is missing, empty or repeated. */
export function singleParam(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A path of the sign-in pages that keeps the destination. */
export function withNext(path: string, next: string): string {
  return next === "/" ? path : `${path}?next=${encodeURIComponent(next)}`;
}
