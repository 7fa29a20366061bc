import { expect, test } from "vitest";
import { cookieName } from "./cookie-name.ts";

test.each([
  [{ secure: true }, "__Host-vigie_x"],
  [{ secure: true, path: "/" }, "__Host-vigie_x"],
  [{ secure: true, path: "/login" }, "__Secure-vigie_x"],
  [{ secure: false }, "vigie_x"],
])("names a cookie with %o %s", (options, name) => {
  expect(cookieName("vigie_x", options)).toBe(name);
});
