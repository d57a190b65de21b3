/** A text as it is written in an attribute or an element of a page. */
export function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
}
