import { Fragment } from "react";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { creditParts, type PictureCredit } from "../picture-credit.ts";

/** The credit below a picture; nothing without one. */
export function CreditLine(credit: PictureCredit) {
  const parts = creditParts(translator(), credit);
  if (parts.length === 0) return null;
  return (
    <small>
      {parts.map(({ text, href }, index) => (
        <Fragment key={text}>
          {index > 0 && " · "}
          {href ? (
            <a rel="license external" href={href}>
              {typeset(text)}
            </a>
          ) : (
            typeset(text)
          )}
        </Fragment>
      ))}
    </small>
  );
}
