const waitMaxMs = 10_000;

/** Ever longer, and never the same for many clients that lost the same server. */
export const backoff = (firstMs: number, failures: number) =>
  Math.min(waitMaxMs, firstMs * 2 ** failures) * (0.75 + Math.random() / 4);

export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
  });
  signal?.throwIfAborted();
}
