"use client";

import { useShortcutHint } from "#components/ui/use-single-keys.ts";
import type { PauseReason } from "#features/moderation/queue/outbox.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { InboxToast } from "./use-inbox-decisions.ts";

interface Props {
  toast: InboxToast | undefined;
  unsent: { count: number; why: PauseReason | undefined };
  undo(): void;
  retry(): void;
}

/** The last decision with its undo, and why decisions wait in this tab. */
export function InboxFeedback({ toast, unsent, undo, retry }: Props) {
  const t = useTranslator();
  const shortcut = useShortcutHint();
  return (
    <>
      <div className="queue-toast" data-shown={toast !== undefined || undefined} data-bad={toast?.isError || undefined}>
        <p role="status">{toast?.text}</p>
        {toast?.isUndoable && (
          <button type="button" {...shortcut("z")} onClick={undo}>
            {t("inbox.actions.undo")}
          </button>
        )}
      </div>
      {unsent.why && (
        <div role="alert" className="queue-unsent inbox-unsent">
          <p>{t.typeset(`inbox.unsent.${unsent.why}`, { count: unsent.count })}</p>
          <p className="queue-unsent-actions">
            {(unsent.why === "signedOut" || unsent.why === "otherMember") && (
              <a className="button" href="/login?next=/admin/inbox" target="_blank" rel="noopener">
                {t("inbox.unsent.signIn")}
              </a>
            )}
            <button type="button" className="button button-strong" onClick={retry}>
              {t("inbox.unsent.retry")}
            </button>
          </p>
        </div>
      )}
    </>
  );
}
