/**
 * A meeting point: each caller of the returned function waits until `parties` have called it; later callers pass. It
 * forces an overlap that would otherwise be left to chance.
 */
export function barrier(parties: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived >= parties) resolve();
    return promise;
  };
}
