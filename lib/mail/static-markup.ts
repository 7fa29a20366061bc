/**
 * React's renderer of static HTML, for mails. Imported while running: Next refuses an import that it can see in code that it loads, such as
 * the preview of a mail.
 */
export const { renderToStaticMarkup } = await import("react-dom/server");
