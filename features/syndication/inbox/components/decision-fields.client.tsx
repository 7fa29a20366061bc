"use client";

import { useInboxView } from "./inbox-view-context.ts";

interface Props {
  item: number;
  /** Absent where the form's buttons name it. */
  action?: string;
  /** The page after a decision without JavaScript. */
  back: string;
}

/** The hidden fields of a form that decides about an item. */
export function DecisionFields({ item, action, back }: Props) {
  const { formKey } = useInboxView();
  return (
    <>
      {action !== undefined && <input type="hidden" name="action" value={action} />}
      <input type="hidden" name="item" value={item} />
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="back" value={back} />
    </>
  );
}
