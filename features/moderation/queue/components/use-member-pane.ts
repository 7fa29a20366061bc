import { useEffect, useRef } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { paneListeners, selectAuthor } from "./author-pane.client.tsx";
import { formatDecisionAbout, type QueueViewState } from "./queue-view-state.ts";

/** Shows the author of the current comment in the author pane, and adds the pane's decisions to the moderator's own. */
export function useMemberPane({ rules, list, selection, done }: QueueViewState): void {
  const t = useTranslator();
  const selected = list.items.find(({ id }) => id === selection.selected);
  const [author, article] = [selected?.author.id, selected?.article.quoted];
  useEffect(() => selectAuthor(author, article), [author, article]);
  const onDecision = useRef<Parameters<typeof paneListeners.add>[0]>(() => {});
  useEffect(() => {
    onDecision.current = ({ decided, undone }, name) => {
      if (decided)
        done.push({
          decision: decided.decision,
          text: formatDecisionAbout(t, rules, { action: decided.action, name }),
          here: true,
        });
      if (undone !== undefined) done.remove(({ decision }) => decision === undone);
      void list.look(list.items.map(({ id }) => id));
    };
  });
  useEffect(() => {
    const listen: typeof onDecision.current = (what, name) => onDecision.current(what, name);
    paneListeners.add(listen);
    return () => void paneListeners.delete(listen);
  }, []);
}
