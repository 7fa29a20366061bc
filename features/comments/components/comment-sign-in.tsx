import { SignInFields } from "#features/auth/components/sign-in-fields.tsx";
import type { FormState } from "#lib/action.ts";
import type { CommentFormLabels } from "./comment-forms.client.tsx";

interface Props {
  /** Where the sign-in page leads back to. */
  back: string;
  refused: Extract<FormState<unknown>, { status: "refused" }> | undefined;
  labels: CommentFormLabels;
}

/** Sign-in within the comment form: a signed-out reader signs in and sends the comment in one step. */
export function CommentSignIn({ back, refused, labels }: Props) {
  return (
    <fieldset className="form-sign-in">
      <SignInFields labels={labels} autoFocus={refused?.code === "member.signIn"} refused={refused} />
      <p className="field-hint flex flex-wrap gap-x-5 gap-y-1">
        <a href={`/login?next=${encodeURIComponent(back)}`}>{labels.elsewhere}</a>
        <a href={`/register?next=${encodeURIComponent(back)}`}>{labels.register}</a>
        {/* Hidden with JavaScript, which stores the draft in the browser. */}
        <noscript> {labels.otherTab}</noscript>
      </p>
    </fieldset>
  );
}
