import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormNote } from "#components/ui/form-note.client.tsx";
import { useSentView } from "#components/ui/use-sent-view.ts";
import type { Asked } from "#lib/result.ts";
import { type Explained, Rule } from "./rule.tsx";

interface Props {
  refused: { code: string; message: string; see?: Explained; asks?: Asked } | undefined;
  /** What the link says that has the confirmation sent again. */
  confirm?: string;
}

/** Why a form about a comment was refused as a whole: with a warning to read, its words and the button that says so. */
export function WhyRefused({ refused, confirm }: Props) {
  if (!refused) return null;
  if (refused.code === "moderation.warningRead") {
    return (
      <p role="status" className="form-done">
        {refused.message}
      </p>
    );
  }
  if (refused.code === "member.signIn") return <FormNote>{refused.message}</FormNote>;
  const { message, see, asks } = refused;
  if (asks) return <Warning message={message} see={see} asks={asks} />;
  return (
    <FormAlert>
      {message} <Rule see={see} />
      {confirm && refused.code === "member.unconfirmed" && <a href="/confirm">{confirm}</a>}
    </FormAlert>
  );
}

function Warning({ message, see, asks: { text, more, button } }: { message: string; see?: Explained; asks: Asked }) {
  const element = useSentView<HTMLDivElement>(true);
  return (
    // biome-ignore lint/a11y/noAutofocus: as in FormAlert.
    <div ref={element} role="alert" className="form-note form-warning" tabIndex={-1} autoFocus>
      <p>{message}</p>
      {text && <blockquote>{text}</blockquote>}
      <p className="form-warning-more">
        <Rule see={see} /> <a href={more.href}>{more.label}</a>
      </p>
      <button type="submit" name={button.name} value={button.value} className="button button-strong">
        {button.label}
      </button>
    </div>
  );
}
