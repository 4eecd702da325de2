/** The `id` of a message's element in the page, by which a reply finds what it answers. */
export function elementId(messageId: string): string {
  return `message-${messageId}`;
}
