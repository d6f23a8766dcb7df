import type { MemoryStore } from '@users/memory';

const tables = [
  ...(['users', 'roles', 'clients', 'emailReversals', 'sessions', 'tokens', 'tasks'] as const),
  ...(['requestKeys', 'linkPauses'] as const),
] as const;

/** What is stored now; call the result to have it back. For tests of many changes that each start from one world. */
export function keep(store: MemoryStore): () => void {
  const kept = tables.map((table) => [store[table], structuredClone([...store[table]])] as const);
  return () => {
    for (const [table, rows] of kept) {
      table.clear();
      // One kind of rows per table, and each goes back where it came from.
      const into: Map<string, unknown> = table;
      // Rows are replaced, never changed: the same ones can be put back.
      for (const [key, row] of rows) into.set(key, row);
    }
  };
}
