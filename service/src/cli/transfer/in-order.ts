/** Groups of at most `size`, none empty. What was gathered when the items fail comes before the failure. */
export async function* batchesOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[], void> {
  let batch: Item[] = [];
  try {
    for await (const item of items) {
      batch.push(item);
      if (batch.length < size) continue;
      const full = batch;
      batch = [];
      yield full;
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Works on so many at once, and gives the results in the order of the items. When the items or one of the works fail,
 * nothing new is begun; what was begun is finished, and told, before the first failure is thrown.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  const failures: unknown[] = [];
  const take = async (): Promise<Result[]> => {
    const [settled] = await Promise.allSettled(running.splice(0, 1));
    if (settled?.status === 'fulfilled') return [settled.value];
    failures.push(settled?.reason);
    return [];
  };
  try {
    for await (const item of items) {
      running.push(begun(work(item)));
      if (running.length >= width) yield* await take();
      if (failures.length > 0) break;
    }
  } catch (error) {
    failures.push(error);
  }
  while (running.length > 0) yield* await take();
  if (failures.length > 0) throw failures[0];
}

/** It may fail long before its turn comes. */
function begun<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => {});
  return work;
}
