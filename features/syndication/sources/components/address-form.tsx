import { translator } from "#i18n/translator.ts";
import { addFeedPath, maxAddressLength } from "../rules.ts";

interface Props {
  address: string;
  /** The preview token of the member: without it the address is not fetched. */
  token: string;
  /** The address came with a link from elsewhere: nothing was fetched, and the editor is asked to confirm it. */
  isUnconfirmed: boolean;
}

/** The field for the address of a site or a feed. It leads to the preview, also without scripts. */
export function AddressForm({ address, token, isUnconfirmed }: Props) {
  const t = translator();
  return (
    <form action={addFeedPath} className="feed-address-form">
      {isUnconfirmed && (
        <p className="feed-unconfirmed" role="status">
          {t.typeset("sources.add.unconfirmed")}
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
          placeholder={t("sources.add.placeholder")}
        />
      </div>
      <input type="hidden" name="token" value={token} />
      <button type="submit" className="button button-strong">
        {t("sources.add.preview")}
      </button>
    </form>
  );
}
