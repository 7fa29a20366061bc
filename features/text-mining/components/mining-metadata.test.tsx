import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { listLicenceAddresses, readReservation } from "../reading/read-reservation.ts";
import { readTdmMetadata } from "../statements/tdmrep.ts";
import { MiningMetadata } from "./mining-metadata.tsx";

const url = "http://vigie.test/articles/x";
const policyUrl = "https://licences.example/?a=1&b=2";
const render = (page: Parameters<typeof MiningMetadata>[0]["page"]) =>
  `<head>${renderToStaticMarkup(<MiningMetadata page={page} />)}</head>`;

test("others read from the head what the page server reads from it", () => {
  const html = render({ policyUrl, hasLicence: true });
  expect(readReservation({ url, html })).toBe("page");
  expect(listLicenceAddresses({ url, html })).toEqual(["http://vigie.test/license.xml"]);
  expect(readTdmMetadata(html)).toEqual([
    ["tdm-reservation", "1"],
    ["tdm-policy", policyUrl],
  ]);
});

test("an extract's page names no licence of ours, and a page that reserves nothing says nothing", () => {
  const html = render({ hasLicence: false });
  expect(readTdmMetadata(html)).toEqual([["tdm-reservation", "1"]]);
  expect(listLicenceAddresses({ url, html })).toEqual([]);
  expect(render(null)).toBe("<head></head>");
});
