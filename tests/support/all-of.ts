/** Everything that comes, in its order. (`Array.fromAsync` is in no library that TypeScript's target has.) */
export async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
