import { useEffect, useRef } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { paneListeners, selectAuthor } from "./author-pane.client.tsx";
import { formatDecisionAbout, type QueueViewState } from "./queue-view-state.ts";

/** Has the third pane show who wrote the chosen comment; what is decided there is one's own like what is decided here. */
export function useMemberPane({ rules, list, selection, done }: QueueViewState): void {
  const t = useTranslator();
  const author = list.items.find(({ id }) => id === selection.selected)?.author.id;
  useEffect(() => selectAuthor(author), [author]);
  const heard = useRef<Parameters<typeof paneListeners.add>[0]>(() => {});
  useEffect(() => {
    heard.current = ({ made, undone }, name) => {
      if (made)
        done.push({
          decision: made.decision,
          text: formatDecisionAbout(t, rules, { action: made.action, name }),
          here: true,
        });
      if (undone !== undefined) done.remove(({ decision }) => decision === undone);
      void list.look(list.items.map(({ id }) => id));
    };
  });
  useEffect(() => {
    const listen: typeof heard.current = (what, name) => heard.current(what, name);
    paneListeners.add(listen);
    return () => void paneListeners.delete(listen);
  }, []);
}
