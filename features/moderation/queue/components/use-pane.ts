import { useEffect, useRef } from "react";
import { afterPane, chooseAuthor } from "./chosen-author.client.tsx";
import { aboutText, type RoomParts } from "./room-parts.ts";

/** Has the third pane show who wrote the chosen comment; what is decided there is one's own like what is decided here. */
export function usePane({ labels, list, selection, done }: RoomParts): void {
  const author = list.items.find(({ id }) => id === selection.selected)?.author.id;
  useEffect(() => chooseAuthor(author), [author]);
  const heard = useRef<Parameters<typeof afterPane.add>[0]>(() => {});
  useEffect(() => {
    heard.current = ({ made, undone }, name) => {
      if (made) done.push({ decision: made.decision, text: aboutText(labels, made.action, name), here: true });
      if (undone !== undefined) done.remove(({ decision }) => decision === undone);
      void list.look(list.items.map(({ id }) => id));
    };
  });
  useEffect(() => {
    const listen: typeof heard.current = (what, name) => heard.current(what, name);
    afterPane.add(listen);
    return () => void afterPane.delete(listen);
  }, []);
}
