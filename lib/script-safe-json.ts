/**
 * JSON that can stand in a `<script>` element whatever texts it carries: `<`, `>` and `&` could end the element or open a
 * comment in it, U+2028 and U+2029 end a line in old JavaScript. All are written as JSON escapes, so that a reader gets the same data.
 */
export function toScriptSafeJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
