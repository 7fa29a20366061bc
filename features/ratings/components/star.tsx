/** One star of the form; its colour follows its radio (features/articles/components/article-content.css). */
export function Star() {
  return (
    <svg className="star" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2l3.1 6.5 7.1.9-5.2 4.9 1.3 7L12 17.8l-6.3 3.5 1.3-7-5.2-4.9 7.1-.9z" />
    </svg>
  );
}
