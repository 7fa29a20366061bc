import "./comments.css";
import "./comment-form.css";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormNote } from "#components/ui/form-note.client.tsx";
import { useScrollToAnswer } from "#components/ui/use-scroll-to-answer.ts";
import type { ConfirmationRequest } from "#lib/result.ts";
import { RuleLink, type RuleLinkProps } from "./rule-link.tsx";

interface Props {
  refused: { code: string; message: string; helpLink?: RuleLinkProps; confirmation?: ConfirmationRequest } | undefined;
  /** The label of the link that sends the confirmation mail again. */
  confirm?: string;
}

/** Why a comment form was refused as a whole. For a warning: its text and the button that acknowledges it. */
export function CommentRefusal({ refused, confirm }: Props) {
  if (!refused) return null;
  if (refused.code === "moderation.warningRead") {
    return (
      <p role="status" className="form-success">
        {refused.message}
      </p>
    );
  }
  if (refused.code === "member.signIn") return <FormNote>{refused.message}</FormNote>;
  const { message, helpLink, confirmation } = refused;
  if (confirmation) return <UnreadWarning message={message} helpLink={helpLink} confirmation={confirmation} />;
  return (
    <FormAlert>
      {message} <RuleLink see={helpLink} />
      {confirm && refused.code === "member.unconfirmed" && <a href="/confirm">{confirm}</a>}
    </FormAlert>
  );
}

function UnreadWarning({
  message,
  helpLink,
  confirmation: { text, more, button },
}: {
  message: string;
  helpLink?: RuleLinkProps;
  confirmation: ConfirmationRequest;
}) {
  const element = useScrollToAnswer<HTMLDivElement>(true);
  return (
    // biome-ignore lint/a11y/noAutofocus: as in FormAlert.
    <div ref={element} role="alert" className="form-note form-warning" tabIndex={-1} autoFocus>
      <p>{message}</p>
      {text && <blockquote>{text}</blockquote>}
      <p className="form-warning-more">
        <RuleLink see={helpLink} /> <a href={more.href}>{more.label}</a>
      </p>
      <button type="submit" name={button.name} value={button.value} className="button button-strong">
        {button.label}
      </button>
    </div>
  );
}
