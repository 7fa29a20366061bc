import { expect, test } from "vitest";
import { formatDayAndTime, formatTime } from "./format-time.ts";

const moment = "2026-11-29T07:05:00Z";
const zone = "Europe/Paris";

test("writes hours as each language does", () => {
  expect(formatTime(moment, { locale: "fr-FR", zone })).toBe("8\u00a0h\u00a005");
  expect(formatTime(moment, { locale: "en-GB", zone })).toBe("08:05");
  expect(formatDayAndTime(moment, { locale: "fr-FR", zone })).toBe("29 novembre 2026 à 8\u00a0h\u00a005");
  expect(formatDayAndTime(moment, { locale: "en-GB", zone })).toBe("29 November 2026 at 08:05");
  expect(formatDayAndTime("2026-12-01T07:21:00Z", { locale: "fr-FR", zone })).toBe(
    "1er décembre 2026 à 8\u00a0h\u00a021",
  );
});
