import { starPath } from "./star-path.ts";

/** One star of the form; its colour follows its radio (features/articles/components/article-content.css). */
export function Star() {
  return (
    <svg className="star" viewBox="0 0 24 24" aria-hidden="true">
      <path d={starPath(12)} />
    </svg>
  );
}
