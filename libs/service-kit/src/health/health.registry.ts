export interface CheckOptions {
  /** True: the service works on without it; `/health` tells of it, and the service stays ready. Default false. */
  optional?: boolean;
}

/** Checks of what a service depends on. A check that throws makes the service not ready, unless it is optional. */
export class HealthRegistry {
  private readonly checks = new Map<string, { check: () => Promise<void>; optional: boolean }>();

  register(name: string, check: () => Promise<void>, { optional = false }: CheckOptions = {}): void {
    this.checks.set(name, { check, optional });
  }

  /** Runs all checks, each at most `timeoutMs`. */
  async run(
    timeoutMs = 3000,
  ): Promise<{ ready: boolean; dependencies: Record<string, { ok: boolean; error?: string }> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { check }]) => {
        try {
          await within(timeoutMs, check());
          return [name, { ok: true }] as const;
        } catch (error) {
          return [name, { ok: false, error: error instanceof Error ? error.message : String(error) }] as const;
        }
      }),
    );
    return {
      ready: results.every(([name, result]) => result.ok || this.checks.get(name)?.optional === true),
      dependencies: Object.fromEntries<{ ok: boolean; error?: string }>(results),
    };
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${ms} ms`));
    }, ms);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
