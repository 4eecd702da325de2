import { describe, expect, it } from 'vitest';
import { ProgramError, runProgram } from './program.js';

const node = (script: string, options?: Parameters<typeof runProgram>[2]) =>
  runProgram(process.execPath, ['-e', script], options);
/** Says its process id, and would run for ever; a polite request does not end it. */
const ENDLESS = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid)";
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('runProgram', () => {
  it('gives the program its input, and has its lines', async () => {
    const heard: string[] = [];
    const script = "process.stdin.on('data', (text) => console.log(`first\\n${text}`))";
    expect(await node(script, { input: 'second', heard: (line) => heard.push(line) })).toEqual(['first', 'second']);
    expect(heard).toEqual(['first', 'second']);
  });

  it('says what the program complained about', async () => {
    const failed = node("console.error('no torch here'); process.exit(3)");
    await expect(failed).rejects.toThrow(ProgramError);
    await expect(failed).rejects.toThrow(/\(3\): no torch here$/u);
  });

  it('says which program is missing', async () => {
    await expect(runProgram('/nowhere/python', ['x.py'])).rejects.toThrow(/\/nowhere\/python x\.py .*ENOENT/u);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends the program on %s', async (signal) => {
    const before = process.listenerCount(signal);
    let pid = 0;
    const heard = (line: string) => {
      pid = Number(line);
      // As on a terminal, where npm sends it once more.
      process.emit(signal);
      process.emit(signal);
    };
    expect(await node(ENDLESS, { heard })).toBeUndefined();
    expect(pid).toBeGreaterThan(0);
    expect(isAlive(pid)).toBe(false);
    expect(process.listenerCount(signal)).toBe(before);
  });

  it('ends the program whose output cannot be understood', async () => {
    let pid = 0;
    const heard = (line: string) => {
      pid = Number(line);
      throw new SyntaxError('no JSON');
    };
    await expect(node(ENDLESS, { heard })).rejects.toThrow('no JSON');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});
