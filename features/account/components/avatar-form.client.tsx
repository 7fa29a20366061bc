"use client";

import { useState } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { maxAvatarBytes } from "#features/members/rules.ts";
import { idleState } from "#lib/action.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { saveAvatar } from "../actions.ts";

interface Props {
  name: string;
  mediaId: string | null;
  labels: Record<"file" | "hint" | "save" | "remove" | "saved" | "removed" | "tooLarge", string>;
}

/** The avatar form: choose, upload, remove. */
export function AvatarForm({ name, mediaId, labels }: Props) {
  const [state, action, pending] = useFormAction(saveAvatar, idleState);
  // A file that the server would refuse is not uploaded.
  const [tooLarge, setTooLarge] = useState(false);
  // The avatar last saved or removed: a later refusal does not change it.
  const [savedMediaId, setSavedMediaId] = useState(mediaId);
  if (state.status === "done" && state.value.mediaId !== savedMediaId) setSavedMediaId(state.value.mediaId);
  const refused = state.status === "refused" ? state : undefined;
  const error = tooLarge ? labels.tooLarge : refused?.fields.avatar;
  return (
    <form
      action={action}
      className="form"
      noValidate
      onSubmit={(event) => {
        const submitter = (event.nativeEvent as SubmitEvent).submitter;
        if (tooLarge && submitter?.getAttribute("value") !== "remove") event.preventDefault();
      }}
    >
      <FormAlert>{!refused?.fields.avatar && refused?.message}</FormAlert>
      <div className="avatar-fields">
        <Avatar name={name} src={savedMediaId ? mediaSrc(savedMediaId, 320, "webp") : undefined} />
        <div className="field">
          <label htmlFor="avatar">{labels.file}</label>
          <p id="avatar-hint" className="field-hint">
            {labels.hint}
          </p>
          <input
            type="file"
            id="avatar"
            name="avatar"
            accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? "avatar-hint avatar-error" : "avatar-hint"}
            onChange={(event) => setTooLarge((event.currentTarget.files?.[0]?.size ?? 0) > maxAvatarBytes)}
          />
          {error && (
            <p id="avatar-error" role="alert" className="field-error">
              {error}
            </p>
          )}
        </div>
      </div>
      <div className="form-actions">
        <button type="submit" className="button" name="act" value="set" aria-disabled={pending}>
          {labels.save}
        </button>
        {savedMediaId && (
          <button type="submit" className="text-button" name="act" value="remove" aria-disabled={pending}>
            {labels.remove}
          </button>
        )}
        {state.status === "done" && <FormSuccess>{savedMediaId ? labels.saved : labels.removed}</FormSuccess>}
      </div>
    </form>
  );
}
