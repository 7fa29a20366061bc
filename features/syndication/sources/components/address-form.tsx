import { translator } from "#i18n/translator.ts";
import { addFeedPath, maxAddressLength } from "../rules.ts";

interface Props {
  address: string;
  /** Lets the preview fetch the address. */
  token: string;
  /** The address came from elsewhere: nothing was fetched yet. */
  isUnasked: boolean;
}

/** The field for the address of a site or a feed. It leads to the preview, also without scripts. */
export function AddressForm({ address, token, isUnasked }: Props) {
  const t = translator();
  return (
    <form action={addFeedPath} className="feed-address-form">
      {isUnasked && (
        <p className="feed-unasked" role="status">
          {t.typeset("sources.add.unasked")}
        </p>
      )}
      <div className="field">
        <label htmlFor="address">{t("sources.add.address")}</label>
        <p id="address-hint" className="field-hint">
          {t.typeset("sources.add.addressHint")}
        </p>
        <input
          id="address"
          name="address"
          type="text"
          inputMode="url"
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={maxAddressLength}
          defaultValue={address}
          aria-describedby="address-hint"
          placeholder="exemple.fr"
        />
      </div>
      <input type="hidden" name="token" value={token} />
      <button type="submit" className="button button-strong">
        {t("sources.add.preview")}
      </button>
    </form>
  );
}
