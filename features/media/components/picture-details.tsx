import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import type { Role } from "#features/members/rules.ts";
import { siteLocale, type Translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { masterSrc } from "#lib/media-path.ts";
import { typeset } from "#lib/typography.ts";
import type { LibraryPicture, PictureUse } from "../library/queries.ts";
import { mayEditPicture, mayReplace } from "../policy.ts";
import { licences, maxUploadMegabytes } from "../rules.ts";
import { acceptedTypes } from "./accepted-types.ts";
import { DeletePictureForm } from "./delete-picture-form.client.tsx";
import { PictureForm } from "./picture-form.client.tsx";

interface Props {
  picture: LibraryPicture;
  uses: PictureUse[];
  count: number;
  /** Whether a published article shows it. */
  published: boolean;
  /** Whether its file was just replaced. */
  replaced: boolean;
  refusal: string;
  viewer: { id: number; role: Role };
  zone: string;
  t: Translator;
}

/** A picture's page: its texts and focus, its uses, its file, and forms to replace or delete it. */
export function PictureDetails({ picture, uses, count, published, replaced, refusal, viewer, zone, t }: Props) {
  const isEditable = mayEditPicture(viewer, picture);
  const date = formatDate(picture.addedAt, { locale: siteLocale(), zone, style: "short" });
  const address = masterSrc(picture.id, picture.revision);
  const choices = [
    { value: "", label: t("media.picture.licenceNone") },
    ...licences.map((value) => ({ value: value as string, label: t(`media.licences.${value}`) })),
    { value: "other", label: t("media.picture.licenceOther") },
  ];
  return (
    <div className="media-details">
      {!isEditable && <p className="media-note">{t.typeset("media.picture.readOnly")}</p>}
      <PictureForm picture={picture} licences={choices} readOnly={!isEditable} />
      <section>
        <h2>{t("media.picture.uses")}</h2>
        <Uses uses={uses} count={count} t={t} />
      </section>
      <section>
        <h2>{t("media.picture.fileDetails")}</h2>
        <ul className="media-facts">
          <li>{t("media.picture.size", { width: picture.width, height: picture.height })}</li>
          <li>
            {picture.format.toUpperCase()},{" "}
            {t("media.picture.fileSize", { kilobytes: Math.ceil(picture.bytes / 1024) })}
            {picture.animated && `, ${t("media.animated").toLowerCase()}`}
          </li>
          {picture.originalName && (
            <li>
              {t.typeset("media.picture.name")} {picture.originalName}
            </li>
          )}
          <li>
            {picture.uploader
              ? t("media.picture.addedBy", { date, name: picture.uploader })
              : t("media.picture.added", { date })}
          </li>
          <li>
            {t.typeset("media.picture.address")} <a href={address}>{address}</a>
          </li>
        </ul>
      </section>
      {isEditable && (
        <section id="replace">
          <h2>{t("media.picture.replace")}</h2>
          {!mayReplace(viewer, { ...picture, published }) ? (
            <>
              <FormAlert>{refusal && typeset(refusal)}</FormAlert>
              <p className="field-hint">{t.typeset("media.picture.replacePublished")}</p>
            </>
          ) : (
            <form method="post" action="/admin/media/upload" encType="multipart/form-data" className="form">
              <FormAlert>{refusal && typeset(refusal)}</FormAlert>
              {replaced && <FormSuccess>{t("media.picture.replaced")}</FormSuccess>}
              <input type="hidden" name="replace" value={picture.id} />
              <input type="hidden" name="version" value={picture.version} />
              <div className="field">
                <label htmlFor="new-file">{t("media.picture.file")}</label>
                <p id="new-file-hint" className="field-hint">
                  {t("media.picture.replaceHint")} {t.typeset("media.upload.hint", { megabytes: maxUploadMegabytes })}
                </p>
                <input
                  type="file"
                  id="new-file"
                  name="file"
                  required
                  accept={acceptedTypes}
                  aria-describedby="new-file-hint"
                />
              </div>
              <button type="submit" className="button">
                {t("media.picture.replaceButton")}
              </button>
            </form>
          )}
        </section>
      )}
      {isEditable && (
        <section>
          <h2>{t("media.picture.delete")}</h2>
          {count > 0 ? (
            <p className="field-hint">{t("media.picture.deleteUsed")}</p>
          ) : (
            <DeletePictureForm id={picture.id} version={picture.version} />
          )}
        </section>
      )}
    </div>
  );
}

function Uses({ uses, count, t }: Pick<Props, "uses" | "count" | "t">) {
  if (count === 0) return <p className="field-hint">{t("media.picture.unused")}</p>;
  return (
    <ul className="media-uses">
      {uses.map((use) => (
        <li key={`${use.status} ${use.id}`}>
          <a href={pathOfUse(use)}>{typeset(use.title || t("newsroom.untitled"))}</a>{" "}
          <span>{t.typeset(`media.picture.${positionOfUse(use)}`)}</span>
        </li>
      ))}
      {count > uses.length && <li>{t("media.picture.moreUses", { count: count - uses.length })}</li>}
    </ul>
  );
}

function pathOfUse({ id, slug, status, lead, body }: PictureUse): string {
  if (status === "page") return `/pages/${slug}`;
  if (status === "draftPage") return `/admin/settings/pages/${id}`;
  if (!lead && !body) return `/admin/articles/${id}/revisions`;
  return status === "published" ? `/articles/${slug}` : `/admin/articles/${id}`;
}

function positionOfUse({ lead, body }: PictureUse): "inBoth" | "inLead" | "inBody" | "inRevision" {
  if (lead) return body ? "inBoth" : "inLead";
  return body ? "inBody" : "inRevision";
}
