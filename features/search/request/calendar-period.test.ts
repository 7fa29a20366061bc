import { expect, test } from "vitest";
import { formatCalendarPeriod, parseCalendarPeriod } from "./calendar-period.ts";

test.each([
  ["2017", "2017-01-01", "2018-01-01", "2017"],
  ["2017-12", "2017-12-01", "2018-01-01", "décembre 2017"],
  ["2016-02-29", "2016-02-29", "2016-03-01", "29 février 2016"],
])("reads and writes the period %s", (text, start, end, name) => {
  const period = parseCalendarPeriod(text);
  expect([period?.start, period?.end].map((date) => date?.toISOString().slice(0, 10))).toEqual([start, end]);
  expect(formatCalendarPeriod(text, "fr")).toBe(name);
});

test.each(["", "17", "2017-3", "2017-13", "2017-02-29", "2017-00", "9999", "2017-03-14x", "week"])(
  "rejects the period %j",
  (text) => {
    expect(parseCalendarPeriod(text)).toBeUndefined();
    expect(formatCalendarPeriod(text, "fr")).toBeUndefined();
  },
);
