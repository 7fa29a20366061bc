import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { type FormState, idleState } from "#lib/action.ts";
import { useFormAction } from "./use-form-action.ts";

/**
 * Mimics the server action that Next passes to React's server renderer, which asks it for the fields that identify it without JavaScript.
 */
async function action(): Promise<FormState<undefined>> {
  return idleState;
}
const reference = Object.assign(action, {
  $$FORM_ACTION: (prefix: string) => ({ name: `$ACTION_REF_${prefix}`, method: "POST", data: null }),
  bind: () => reference,
});

function Form() {
  const [state, send, pending] = useFormAction(reference, idleState);
  return (
    <form action={send} aria-label={`${state.status} ${pending}`}>
      <input name="note" />
    </form>
  );
}

test("renders the action's id into the form, for browsers without JavaScript", () => {
  const html = renderToString(<Form />);
  expect(html).toContain('aria-label="idle false"');
  expect(html).toMatch(/<input type="hidden" name="\$ACTION_REF_/);
  expect(html).toContain('method="POST"');
  expect(html).not.toContain("javascript:");
});
