import type { ReactNode } from "react";

interface Props {
  /** The id of its heading. */
  headingId: string;
  heading: string;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** One line below an article's text: a word in a narrow column, and what it stands for beside it. */
export function EndLine({ headingId, heading, id, className = "", children }: Props) {
  return (
    <section id={id} aria-labelledby={headingId} className={`end-line ${className}`}>
      <h2 id={headingId} className="end-word">
        {heading}
      </h2>
      <div className="end-text">{children}</div>
    </section>
  );
}
