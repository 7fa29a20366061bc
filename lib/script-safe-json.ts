/**
 * JSON that is safe in a `<script>` element whatever texts it contains: `<`, `>` and `&` could end the element or open
 * a comment in it, U+2028 and U+2029 end a line in old JavaScript. All are written as JSON escapes, so the parsed data
 * are unchanged.
 */
export function toScriptSafeJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
