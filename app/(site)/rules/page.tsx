import type { Metadata } from "next";
import { translator } from "#i18n/translator.ts";
import { BuiltInPageView, builtInPageMetadata } from "../built-in-page.tsx";

export function generateMetadata(): Promise<Metadata> {
  return builtInPageMetadata("rules");
}

export default async function RulesPage() {
  const t = translator();
  return BuiltInPageView({
    page: "rules",
    children: (
      <nav aria-label={t("shell.moderation")} className="mt-10 border-rule border-t pt-2 font-sans text-small">
        <ul className="flex flex-wrap gap-x-6">
          <li>
            <a className="footer-link" href="/moderation-log">
              {t("moderationLog.title")}
            </a>
          </li>
          <li>
            <a className="footer-link" href="/transparency">
              {t("transparency.title")}
            </a>
          </li>
        </ul>
      </nav>
    ),
  });
}
