"use client";

import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormNote } from "#components/ui/form-note.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useNoScriptAnchor } from "#components/ui/use-no-script-anchor.ts";
import { SignInFields } from "#features/auth/components/sign-in-fields.tsx";
import { refreshViewer, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { idleState } from "#lib/action.ts";
import { rateAction } from "../actions.ts";
import type { RatingFigures } from "../rating-figures.ts";
import { Star } from "./star.tsx";
import { readUnsavedRating, storeUnsavedRating } from "./unsaved-rating.ts";

export interface RatingFormLabels {
  legend: string;
  hint: string;
  /** The note for stars chosen before signing in. */
  restored: string;
  /** "1 étoile" … "5 étoiles". */
  stars: string[];
  /** What each number of stars means, and last what is shown before one is chosen. */
  meanings: string[];
  submit: string;
  change: string;
  sending: string;
  withdraw: string;
  /** The message after each number of stars; [0] after a withdrawal. */
  results: string[];
  /** The messages for a held vote and for a discarded one. */
  held: string;
  discarded: string;
  isAuthor: string;
  unconfirmed: string;
  confirm: string;
  signIn: string;
  email: string;
  password: string;
  elsewhere: string;
  register: string;
}

interface Props {
  /** The article's slug. */
  article: string;
  labels: RatingFormLabels;
  /** Called with the article's figures once a vote has changed them. */
  onFigures: (figures: RatingFigures) => void;
}

const radiosOf = (form: HTMLFormElement | null) => [
  ...(form?.querySelectorAll<HTMLInputElement>('input[name="stars"]') ?? []),
];

/**
 * Five radios that look like stars, and a button: a plain form, so moving along the stars with the keyboard sends nothing. The viewer's own
 * stars come with the viewer data; the lines that then show them are there from the start, so that nothing moves.
 */
export function RatingForm({ article, labels, onFigures }: Props) {
  const viewerData = useViewer();
  const [state, action, pending] = useFormAction(rateAction, idleState);
  const done = state.status === "done" ? state.value : undefined;
  const refused = state.status === "refused" ? state : undefined;
  const [savedStars, setSavedStars] = useState(done ? done.stars : null);
  const [picked, setPicked] = useState(refused?.typed.stars ? Number(refused.typed.stars) : undefined);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const anchor = useNoScriptAnchor("rating");
  const [isRestored, setIsRestored] = useState(false);
  const shown = picked ?? savedStars;
  const returnQuery = new URLSearchParams({ next: `/articles/${article}#rating` });
  // Not an error: the note names the next step.
  const signInRefusal = refused?.code === "rating.signIn" ? refused : undefined;
  const asksSignIn = refused?.code === "rating.signIn" || refused?.code.startsWith("signIn.");

  // Restores stars chosen before the scripts loaded, or before signing in on another page.
  useLayoutEffect(() => {
    const checkedRadio = radiosOf(form.current).find((radio) => radio.checked);
    const storedStars = readUnsavedRating(article);
    if (checkedRadio) setPicked(Number(checkedRadio.value));
    else if (storedStars !== undefined) {
      setPicked(storedStars);
      setIsRestored(true);
    }
  }, [article]);

  const showFigures = useEffectEvent(onFigures);
  const unsavedStars = signInRefusal?.typed.stars;
  useEffect(() => {
    if (unsavedStars) storeUnsavedRating(article, Number(unsavedStars));
  }, [article, unsavedStars]);

  // Sets the radios directly: after hydration a radio no longer follows `defaultChecked`, and React resets a form after each response.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer itself is a reason, also when the stars stay.
  useLayoutEffect(() => {
    for (const radio of radiosOf(form.current)) radio.checked = Number(radio.value) === shown;
  }, [shown, state]);

  useEffect(() => {
    if (viewerData) setSavedStars(viewerData.rating);
  }, [viewerData]);

  useEffect(() => {
    if (!done) return;
    setSavedStars(done.stars);
    setPicked(undefined);
    setIsRestored(false);
    storeUnsavedRating(article, undefined);
    refreshViewer();
    // Absent if another version of the site responded.
    if (done.figures) showFigures(done.figures);
  }, [done, article]);

  // Shown once the button that withdraws the vote has come or gone.
  const result = useFocusOnResult<HTMLParagraphElement>(done && savedStars === done.stars ? done : undefined);

  const note = viewerData?.isAuthor
    ? labels.isAuthor
    : viewerData?.viewer && !viewerData.viewer.confirmed
      ? labels.unconfirmed
      : viewerData && viewerData.rating !== null && viewerData.ratingState !== "counted"
        ? labels[viewerData.ratingState]
        : isRestored
          ? labels.restored
          : labels.hint;
  const resultText = done && (done.state === "counted" ? labels.results[done.stars ?? 0] : labels[done.state]);
  const withdraw = (
    <button type="submit" name="withdraw" value="1" className="text-button" formAction={anchor}>
      {labels.withdraw}
    </button>
  );
  return (
    <form ref={form} action={action} className="rating-form">
      <input type="hidden" name="article" value={article} />
      <fieldset aria-describedby={refused ? `${id}-refused` : undefined}>
        <legend>{labels.legend}</legend>
        <div className="vote">
          {labels.stars.map((label, index) => (
            <label key={label}>
              <input
                type="radio"
                name="stars"
                value={index + 1}
                defaultChecked={shown === index + 1}
                aria-describedby={`${id}-meaning-${index + 1}`}
                onChange={() => setPicked(index + 1)}
              />
              <Star />
              <span className="sr-only">{label}</span>
            </label>
          ))}
        </div>
        {/* The stylesheet shows the one of the chosen stars, before any script. */}
        <p className="meanings">
          {labels.meanings.map((meaning, index) => (
            <span key={meaning} id={`${id}-meaning-${index + 1}`}>
              {meaning}
            </span>
          ))}
        </p>
      </fieldset>
      {!asksSignIn && (
        <div className="rating-actions">
          <button type="submit" className="button button-strong" aria-disabled={pending} formAction={anchor}>
            {pending ? labels.sending : savedStars === null ? labels.submit : labels.change}
          </button>
          {savedStars !== null && withdraw}
          {/* Without JavaScript the page cannot know whether the reader has voted. */}
          {savedStars === null && <noscript>{withdraw}</noscript>}
        </div>
      )}
      {!refused && (
        <div className="rating-status">
          {/* biome-ignore lint/a11y/noAutofocus: without JavaScript the page reloads and opens at the response. */}
          <p ref={result} role="status" tabIndex={done ? -1 : undefined} autoFocus={done !== undefined}>
            {done && !pending ? resultText : note}
            {!done && note === labels.unconfirmed && (
              <>
                {" "}
                <a href="/confirm">{labels.confirm}</a>
              </>
            )}
          </p>
        </div>
      )}
      {refused && !signInRefusal && (
        // biome-ignore lint/a11y/noAutofocus: as above.
        <div id={`${id}-refused`} className="rating-refused" tabIndex={-1} autoFocus>
          <FormAlert>
            {refused.fields.stars ?? refused.fields.article ?? refused.message}
            {refused.code === "member.unconfirmed" && (
              <>
                {" "}
                <a href="/confirm">{labels.confirm}</a>
              </>
            )}
          </FormAlert>
        </div>
      )}
      {asksSignIn && (
        <fieldset className="form-sign-in" aria-describedby={signInRefusal && `${id}-first`}>
          {signInRefusal && <FormNote id={`${id}-first`}>{signInRefusal.message}</FormNote>}
          <SignInFields idPrefix={`${id}-`} labels={labels} autoFocus={signInRefusal !== undefined} refused={refused} />
          <div className="form-actions">
            <button type="submit" className="button button-strong" aria-disabled={pending} formAction={anchor}>
              {labels.signIn}
            </button>
            <a href={`/login?${returnQuery}`}>{labels.elsewhere}</a>
            <a href={`/register?${returnQuery}`}>{labels.register}</a>
          </div>
        </fieldset>
      )}
    </form>
  );
}
