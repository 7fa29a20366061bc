import { useState } from "react";

/** The decision made on a comment on this page. */
export interface DecisionMark {
  /** The key of the task or the selection. */
  key: number;
  text: string;
  /** The decision's id; update after the answer. */
  decision?: number | undefined;
  /** Part of a bulk decision: its undo reverts the whole selection. */
  many?: true;
  /** Its undo is being sent. */
  undoing?: boolean;
}

const withEntry = <V>(before: ReadonlyMap<number, V>, id: number, value: V | undefined) => {
  const after = new Map(before);
  if (value === undefined) after.delete(id);
  else after.set(id, value);
  return after;
};

/** The decisions made on the page's comments, and errors. */
export function useDecisionMarks() {
  const [marks, setMarks] = useState<ReadonlyMap<number, DecisionMark>>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());

  const change = (matches: (mark: DecisionMark) => boolean, update: Partial<DecisionMark> | undefined) =>
    setMarks(
      (before) =>
        new Map(
          [...before].flatMap(([id, mark]): [number, DecisionMark][] => {
            if (!matches(mark)) return [[id, mark]];
            return update ? [[id, { ...mark, ...update }]] : [];
          }),
        ),
    );

  return {
    marks,
    problems,
    isDone: (id: number) => marks.has(id),
    /** The comments whose mark matches. */
    idsOf: (matches: (mark: DecisionMark) => boolean) =>
      [...marks].filter(([, mark]) => matches(mark)).map(([id]) => id),
    mark: (ids: number[], mark: DecisionMark) =>
      setMarks((before) => new Map([...before, ...ids.map((id) => [id, mark] as const)])),
    change,
    clear: (matches: (mark: DecisionMark) => boolean) => change(matches, undefined),
    /** Forgets the decisions on comments that have come back into the queue. */
    forget: (ids: readonly number[]) => setMarks((before) => new Map([...before].filter(([id]) => !ids.includes(id)))),
    problem: (id: number, text: string | undefined) => setProblems((before) => withEntry(before, id, text)),
  };
}
