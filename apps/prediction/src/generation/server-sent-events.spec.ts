import { describe, expect, it } from 'vitest';
import { eventData } from './server-sent-events.js';

async function all(data: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of data) found.push(one);
  return found;
}

async function read(...parts: (string | Uint8Array)[]): Promise<string[]> {
  async function* body() {
    for (const part of parts)
      yield await Promise.resolve(typeof part === 'string' ? new TextEncoder().encode(part) : part);
  }
  return all(eventData(body()));
}

describe('eventData', () => {
  it('gives the data of each event', async () => {
    expect(await read('data: a\n\ndata:b\n\n')).toEqual(['a', 'b']);
  });

  it('joins lines of one event, and skips comments, names and ids', async () => {
    expect(await read(': still here\n\nevent: x\nid: 1\ndata: a\ndata:  b\n\n')).toEqual(['a\n b']);
  });

  it.each(['\r\n', '\r', '\n'])('reads lines that end with %j', async (end) => {
    expect(await read(`data: a${end}${end}data: b${end}${end}`, 'data: c\n\n')).toEqual(['a', 'b', 'c']);
  });

  it('does not care where the network cuts, inside a character even', async () => {
    const bytes = new TextEncoder().encode('data: grüße 😀\r\n\r\ndata: b\r\n\r\n');
    expect(await read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(['grüße 😀', 'b']);
  });

  it('drops an event that the end cuts off', async () => {
    expect(await read('data: a\n\ndata: half')).toEqual(['a']);
  });

  it('refuses an event without end', async () => {
    const body = async function* () {
      for (;;) yield await Promise.resolve(new TextEncoder().encode('x'.repeat(100)));
    };
    await expect(all(eventData(body(), 1000))).rejects.toThrow('longer than 1000 characters');
  });
});
