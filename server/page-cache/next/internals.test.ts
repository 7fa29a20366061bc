import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import {
  actionHeader,
  actionManifestFile,
  chunkFolder,
  errorPageFile,
  mediaFolder,
  notFoundRoute,
} from "./internals.ts";

const require = createRequire(import.meta.url);
const sourceOf = (module: string) => readFileSync(require.resolve(`next/dist/${module}`), "utf8");

test("the assumptions were checked against Next 16.4.6", () => {
  expect(require("next/package.json").version).toBe("16.4.6");
});

test("the header of actions has Next's name", () => {
  const router = require("next/dist/client/components/app-router-headers");
  expect(router.ACTION_HEADER).toBe(actionHeader);
});

test("the pages and manifests of a build are where the server reads them", () => {
  const names = require("next/dist/shared/lib/constants");
  expect(names.UNDERSCORE_NOT_FOUND_ROUTE).toBe(notFoundRoute);
  expect(errorPageFile).toBe(`${names.SERVER_DIRECTORY}/app${names.UNDERSCORE_GLOBAL_ERROR_ROUTE}.html`);
  expect(mediaFolder).toBe(`${names.CLIENT_STATIC_FILES_PATH}/media`);
  expect(actionManifestFile).toBe(`${names.SERVER_DIRECTORY}/${names.SERVER_REFERENCE_MANIFEST}.json`);
  expect(chunkFolder).toBe(`/_next/${names.CLIENT_STATIC_FILES_PATH}/chunks/`);
});

test("a refused action's text becomes the message of the error, and the nonce comes from the request's policy", () => {
  expect(sourceOf("client/components/router-reducer/reducers/server-action-reducer")).toContain(
    "res.status >= 400 && contentType === 'text/plain' ? await res.text()",
  );
  expect(sourceOf("server/app-render/get-script-nonce-from-header")).toContain("headers['content-security-policy']");
});

test("Next sends requests to itself to the address that the server sets", () => {
  expect(sourceOf("server/app-render/action-handler")).toContain("__NEXT_PRIVATE_ORIGIN");
});
