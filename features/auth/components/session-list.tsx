import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { endOtherSessions, endSession } from "../sessions/actions.ts";
import { parseUserAgent } from "../sessions/user-agent.ts";

interface Props {
  sessions: { id: string; userAgent: string; method: string; createdAt: Date; lastSeenAt: Date }[];
  /** The current session. */
  current: string;
  /** Formats a moment. */
  formatMoment: (moment: Date) => string;
}

/** The open sessions, this device first. Each other session has a sign-out button. */
export function SessionList({ sessions, current, formatMoment }: Props) {
  const t = translator();
  const sorted = [...sessions].sort((a, b) => Number(b.id === current) - Number(a.id === current));
  return (
    <>
      <ul className="account-list">
        {sorted.map(({ id, userAgent, method, createdAt, lastSeenAt }) => {
          const device = deviceName(userAgent);
          const isCurrent = id === current;
          return (
            <li key={id}>
              <div>
                <strong>{device}</strong>
                {isCurrent && <span className="account-badge">{t("security.sessions.thisDevice")}</span>}
                <p>
                  {!isCurrent && t("security.sessions.lastSeen", { when: formatMoment(lastSeenAt) })}
                  {!isCurrent && " · "}
                  {t("security.sessions.since", { when: formatMoment(createdAt), how: signInMethodName(method) })}
                </p>
              </div>
              {!isCurrent && (
                <ButtonForm
                  action={endSession}
                  id={id}
                  label={t("security.sessions.end")}
                  accessibleLabel={t("security.sessions.endOne", { device })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {sessions.length > 1 && <ButtonForm action={endOtherSessions} label={t("security.sessions.endOthers")} />}
    </>
  );
}

function deviceName(userAgent: string): string {
  const t = translator();
  const { browser, system } = parseUserAgent(userAgent);
  if (browser && system) return t("security.sessions.device", { browser, system });
  return browser ?? system ?? t("security.sessions.unknown");
}

function signInMethodName(method: string): string {
  const t = translator();
  if (method === "link") return t("security.sessions.methods.link");
  if (method === "passkey") return t("security.sessions.methods.passkey");
  if (method === "github") return "GitHub";
  if (method === "google") return "Google";
  return t("security.sessions.methods.password");
}
