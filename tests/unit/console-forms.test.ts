import { differences } from '@users/http/console/differences.js';
import { choicesFrom, toBody, toField, UnreadableField } from '@users/http/console/form-model.js';
import { explain, placeErrors } from '@users/http/console/problem.js';
import { describe, expect, it } from 'vitest';

const name = toField({ name: 'full_name', prompt: 'Full name', type: 'text', value: 'Ada' });
const roles = toField({ name: 'roles', options: { inline: ['admin', 'user'], selectedValues: ['user'] } });
const metadata = toField({ name: 'metadata', type: 'textarea', mediaType: 'application/json' });

describe('a field', () => {
  const inline = ['a', { value: 'b', prompt: 'Bee' }];

  it.each([
    ['text', { type: 'email' }],
    ['long_text', { type: 'textarea' }],
    ['json', { type: 'textarea', mediaType: 'application/json' }],
    ['choice', { options: { inline, maxItems: 1 } }],
    ['choices', { options: { inline } }],
    ['lines', { options: { minItems: 0 } }],
    ['text', { options: { maxItems: 1 } }],
    ['fixed', { type: 'hidden', value: 'x' }],
    ['fixed', { readOnly: true, options: { inline } }],
  ] as const)('is %s for %j', (kind, property) => {
    const { options } = { options: undefined, ...property };
    const copy = options && { ...options, ...('inline' in options && { inline: [...options.inline] }) };
    const { options: _, ...rest } = { options: undefined, ...property };
    expect(toField({ name: 'x', ...rest, ...(copy && { options: copy }) }).kind).toBe(kind);
  });

  it('has the choices of its link beside its own, and keeps what is selected and not among them', () => {
    const fetched = choicesFrom([{ name: 'support', label: 'Support' }], { promptField: 'label', valueField: 'name' });
    const field = toField({ name: 'roles', options: { inline: ['user'], selectedValues: ['user', 'gone'] } }, fetched);
    expect(field.choices).toEqual([
      { value: 'user', label: 'user' },
      { value: 'support', label: 'Support' },
      { value: 'gone', label: 'gone' },
    ]);
    expect(field.initial).toEqual(['user', 'gone']);
  });
});

describe('a body', () => {
  it('says in a patch only what changed', () => {
    expect(toBody([name, roles], { full_name: 'Ada', roles: ['user'] }, 'PATCH')).toEqual({});
    expect(toBody([name, roles], { full_name: '', roles: ['user'] }, 'PATCH')).toEqual({ full_name: '' });
  });

  it('says everything in a replacement, and leaves out what is optional and empty elsewhere', () => {
    const note = toField({ name: 'note' });
    const needed = toField({ name: 'needed', required: true, options: { inline: ['x'] } });
    const values = { full_name: '', note: '', needed: [] };
    expect(toBody([name, note, needed], values, 'PUT')).toEqual({ full_name: '', note: '', needed: [] });
    expect(toBody([name, note, needed], values, 'POST')).toEqual({ needed: [] });
  });

  it('has JSON and numbers as such, and what is fixed as it came', () => {
    const size = toField({ name: 'size', type: 'number' });
    const ids = toField({ name: 'ids', type: 'hidden', options: { inline: ['1'], selectedValues: ['1'] } });
    const mode = toField({ name: 'session', type: 'hidden', value: 'cookie', required: true });
    expect(toBody([metadata, size, ids, mode], { metadata: '{"a":[1]}', size: '7' }, 'POST')).toEqual({
      ...{ metadata: { a: [1] }, size: 7, ids: ['1'], session: 'cookie' },
    });
  });

  it('names the field whose JSON is none', () => {
    const attempt = () => toBody([metadata], { metadata: '{"a":' }, 'POST');
    expect(attempt).toThrow(UnreadableField);
    expect(attempt).toThrow(expect.objectContaining({ field: 'metadata' }));
  });
});

describe('the versions of a conflict', () => {
  it('show what either of both changed, and nothing else', () => {
    const locale = toField({ name: 'locale', prompt: 'Language', value: 'en' });
    const current = [toField({ name: 'full_name', value: 'Ada King' }), roles, locale];
    expect(
      differences([name, roles, locale], { full_name: 'Countess', roles: ['user'], locale: 'en' }, current),
    ).toEqual([
      {
        ...{ label: 'Full name', before: 'Ada', mine: 'Countess', theirs: 'Ada King' },
        ...{ changedByMe: true, changedByThem: true },
      },
    ]);
  });

  it('do not take another order of a list for a change', () => {
    const field = toField({ name: 'roles', options: { inline: ['a', 'b'], selectedValues: ['a', 'b'] } });
    expect(differences([field], { roles: ['b', 'a'] }, [field])).toEqual([]);
    expect(differences([field], { roles: ['a'] }, [field])).toMatchObject([{ before: 'a, b', mine: 'a' }]);
  });
});

describe('a problem', () => {
  const problem = {
    title: 'Some fields are not valid',
    detail: 'Correct them.',
    errors: [
      { pointer: '/full_name', detail: 'is required' },
      { pointer: '/full_name', detail: 'is said once' },
      { pointer: '/roles/0', detail: 'is unknown' },
      { pointer: '/a~1b~0c', detail: 'is escaped' },
      { pointer: '/name', detail: 'is in the path', in: 'path' },
      { pointer: '/unseen', detail: 'must be set' },
      { pointer: '', detail: 'must be an object' },
    ],
  };

  it('has each complaint beside its field, the rest above them', () => {
    const { fields, rest } = placeErrors(problem, ['full_name', 'roles', 'a/b~c', 'name']);
    expect([...fields]).toEqual([
      ['full_name', 'is required'],
      ['roles', 'is unknown'],
      ['a/b~c', 'is escaped'],
    ]);
    expect(rest).toEqual(['name is in the path', 'unseen must be set', 'must be an object']);
  });

  it('says when to come back', () => {
    expect(explain({ title: 'Too much at once', retryAfter: 2 })).toBe('Too much at once Try again in 2 seconds.');
    expect(explain(problem)).toBe('Correct them.');
  });
});
