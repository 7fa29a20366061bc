import { useState } from "react";

/** What was done with a comment on this page. */
export interface DecisionMark {
  /** Of the task, or the selection. */
  key: number;
  text: string;
  /** Known once it has been answered. */
  decision?: number | undefined;
  /** Part of a bulk decision: its undo takes all of them back. */
  many?: true;
  /** It is on its way back. */
  undoing?: boolean;
}

const withEntry = <V>(before: ReadonlyMap<number, V>, id: number, value: V | undefined) => {
  const after = new Map(before);
  if (value === undefined) after.delete(id);
  else after.set(id, value);
  return after;
};

/** Which comments on the page are decided, and what went wrong with which. */
export function useDecisionMarks() {
  const [marks, setMarks] = useState<ReadonlyMap<number, DecisionMark>>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());

  const change = (which: (mark: DecisionMark) => boolean, known: Partial<DecisionMark> | undefined) =>
    setMarks(
      (before) =>
        new Map(
          [...before].flatMap(([id, mark]): [number, DecisionMark][] => {
            if (!which(mark)) return [[id, mark]];
            return known ? [[id, { ...mark, ...known }]] : [];
          }),
        ),
    );

  return {
    marks,
    problems,
    isDone: (id: number) => marks.has(id),
    /** The comments that are decided so. */
    idsOf: (which: (mark: DecisionMark) => boolean) => [...marks].filter(([, mark]) => which(mark)).map(([id]) => id),
    mark: (ids: number[], mark: DecisionMark) =>
      setMarks((before) => new Map([...before, ...ids.map((id) => [id, mark] as const)])),
    change,
    clear: (which: (mark: DecisionMark) => boolean) => change(which, undefined),
    problem: (id: number, text: string | undefined) => setProblems((before) => withEntry(before, id, text)),
  };
}
