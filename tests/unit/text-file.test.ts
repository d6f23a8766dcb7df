import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openText } from '@users/service/cli/transfer/text-file';
import { describe, expect, it } from 'vitest';

describe('a file that is there once it is complete', () => {
  const place = () => join(mkdtempSync(join(tmpdir(), 'users-text-')), 'users.ndjson');

  it('is its owner’s alone, and leaves nothing beside it', async () => {
    const path = place();
    const target = openText(path, { whole: true });
    await target.write('hashes\n');
    await target.finish();
    expect(readFileSync(path, 'utf8')).toBe('hashes\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['users.ndjson']);
  });

  // CWE-377: in a folder such as /tmp somebody else can be first with a name that can be guessed, and reads along.
  it('is not written into what somebody else put where it would be drafted', async () => {
    const path = place();
    const theirs = join(path, '..', 'theirs');
    writeFileSync(theirs, '', { mode: 0o666 });
    symlinkSync(theirs, `${path}.${process.pid}.part`);
    const target = openText(path, { whole: true });
    await target.write('hashes\n');
    await target.finish();
    expect(readFileSync(theirs, 'utf8')).toBe('');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing when it is given up', async () => {
    const path = place();
    const target = openText(path, { whole: true });
    await target.write('hashes\n');
    await target.abandon();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });
});
