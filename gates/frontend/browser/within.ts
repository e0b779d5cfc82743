/** Something did not answer in its time. */
export class NoAnswer extends Error {}

/**
 * What a promise comes to, if it does so in time; what it comes to later is dropped.
 *
 * @param ms from now
 * @throws NoAnswer when it takes longer, else what the promise throws
 */
export async function within<Result>(ms: number, what: string, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no ${what} within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of an error's message; Playwright adds what it has tried, line by line. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0]?.trim() ?? "";
}
