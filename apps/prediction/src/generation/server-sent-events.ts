/**
 * The data of each server-sent event of a response body, as the HTML standard reads them: lines end with LF, CR or CRLF,
 * several `data` lines are one text, everything else is skipped. An event that the end cuts off is dropped.
 *
 * @param longest characters of one event; a longer one ends the reading with an error.
 */
export async function* eventData(body: AsyncIterable<Uint8Array>, longest = 1_000_000): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    // A CR at the very end may be the first half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw new Error(`a server-sent event is longer than ${longest} characters`);
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
    }
  }
}
