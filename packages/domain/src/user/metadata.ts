import { MetadataTooLarge } from './user-errors.ts';
import type { JsonValue, Metadata } from './user-state.ts';

/** Bytes of its JSON text in UTF-8. */
export const maxMetadataBytes = 8192;

/** @throws MetadataTooLarge */
export function assertMetadataSize(metadata: Metadata): void {
  if (new TextEncoder().encode(JSON.stringify(metadata)).length > maxMetadataBytes) throw new MetadataTooLarge();
}

/** A merge patch (RFC 7396): null removes, objects merge, everything else replaces. */
export function mergeMetadata(metadata: Metadata, patch: Metadata): Metadata {
  const merged = new Map(Object.entries(metadata));
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? mergeMetadata(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

/** Equal as JSON: the order of names means nothing, and a database does not keep it. */
export function sameJson(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, ordered(part)] as const);
  // By code unit: any order will do as long as it is one.
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value: JsonValue | undefined): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
