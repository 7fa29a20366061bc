import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { Expert } from "../queries.ts";
import { ExpertiseForm } from "./expertise-form.client.tsx";
import "./experts.css";

/** Members, each with the form of their badge. */
export function ExpertList({ experts, search }: { experts: Expert[]; search: string }) {
  const t = translator();
  return (
    <ul className="expert-list">
      {experts.map((expert) => (
        <li key={expert.id}>
          <div>
            <p>
              <a href={`/members/${expert.handle}`}>{expert.name}</a>{" "}
              <span className="admin-handle">@{expert.handle}</span>
            </p>
            <p className="admin-detail">
              {!expert.confirmed && t("people.unconfirmed")}
              <LastChange expert={expert} />
              {expert.banned && expert.expertise !== "" && ` – ${t("experts.banned")}`}
            </p>
          </div>
          <ExpertiseForm id={expert.id} name={expert.name} expertise={expert.expertise} search={search} />
        </li>
      ))}
    </ul>
  );
}

/** Who granted the badge, or that the member declined it. */
function LastChange({ expert: { declined, expertise, by, at } }: { expert: Expert }) {
  const t = translator();
  if (!at || (expertise === "" && !declined)) return null;
  return (
    <>
      {declined ? t("experts.declined") : by ? t("experts.grantedBy", { name: by }) : t("experts.granted")}
      {", "}
      <FormattedDate at={at} style="short" absolute />
    </>
  );
}
