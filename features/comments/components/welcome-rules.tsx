import type { Welcome } from "#features/auth/viewer-data.ts";

/** What happens to a new member's first comments, and the rules in three lines. `title` is said first. */
export function WelcomeRules({ welcome, title }: { welcome: Welcome; title?: string }) {
  return (
    <>
      <p>
        {title && <strong>{title}</strong>} {welcome.review}
      </p>
      <ul>
        {welcome.rules.map(({ title: rule, href }) => (
          <li key={rule}>
            <a href={href}>{rule}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
