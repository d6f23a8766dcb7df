import { same } from './form-model.js';

/**
 * Three versions of what a form edits: as it was opened, as it was filled in, and as somebody else left it meanwhile.
 *
 * @typedef {import('./form-model.js').Field} Field
 * @typedef {import('./form-model.js').FieldValue} FieldValue
 * @typedef {{ label: string, before: string, mine: string, theirs: string, changedByMe: boolean, changedByThem: boolean }} Difference
 *
 * @param {readonly Field[]} fields as they were opened
 * @param {Readonly<Record<string, FieldValue>>} mine
 * @param {readonly Field[]} current the same form, read again
 * @returns {Difference[]} a row for each field that either of the two changed
 */
export function differences(fields, mine, current) {
  return fields.flatMap(({ name, label, initial }) => {
    const my = mine[name] ?? initial;
    const their = current.find((field) => field.name === name)?.initial ?? initial;
    const changedByMe = !same(my, initial);
    const changedByThem = !same(their, initial);
    if (!changedByMe && !changedByThem) return [];
    return [{ label, before: shown(initial), mine: shown(my), theirs: shown(their), changedByMe, changedByThem }];
  });
}

/** @param {FieldValue} value */
function shown(value) {
  return typeof value === 'string' ? value : value.toSorted().join(', ');
}
