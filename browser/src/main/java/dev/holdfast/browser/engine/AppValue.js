/**
 * @param {any} text
 */
export function wellFormed(text) {
  return text.toWellFormed
    ? text.toWellFormed()
    : text.replace(
        /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
        '\uFFFD',
      );
}
