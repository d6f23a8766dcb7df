import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { newTask } from './samples.ts';
import { change, findUser, openedFor, rename, seedRegistered, seedUser, storedUser } from './stored.ts';

/** What is told of a commit: only whoever waits for what it left is woken by it. */
export function reportsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`reports of writes: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    test('events are counted, and tasks told by their types', async () => {
      await seedRegistered(fixture);
      const { id } = await seedUser(fixture);
      await change(fixture, async (tx) => {
        (await findUser(tx, id)).updateProfile({ fullName: 'Changed' }, fixture.now());
        tx.enqueue(newTask({ type: 'one' }));
        tx.enqueue(newTask({ type: 'other' }));
      });
      expect(fixture.written).toEqual([
        { events: 1, taskTypes: [] },
        { events: 1, taskTypes: ['one', 'other'] },
      ]);
    });

    test('nothing is told of a log-in, of a note, of what changed nothing, and of what was only read', async () => {
      const user = await seedUser(fixture);
      await openedFor(fixture, user);
      await change(fixture, async (tx) => tx.note({ subject: user.id, detail: {} }));
      await change(fixture, async (tx) => void (await findUser(tx, user.id)));
      await fixture.reader.read((from) => from.users.find(user.id));
      expect(fixture.written).toEqual([]);
    });

    test('a run that met a conflict is told once, when it is written', async () => {
      const { id } = await seedUser(fixture);
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        const user = await findUser(tx, id);
        if (runs === 1) await rename(fixture, id, 'First');
        user.updateProfile({ locale: 'es' }, fixture.now());
        tx.enqueue(newTask({ type: 'one' }));
      });
      expect(fixture.written).toEqual([
        { events: 1, taskTypes: [] },
        { events: 1, taskTypes: ['one'] },
      ]);
    });

    test('what is done to something that is only read is written nowhere', async () => {
      const user = await seedUser(fixture);
      await fixture.reader.read(async (from) => {
        (await from.users.find(user.id))?.updateProfile({ fullName: 'Nowhere' }, fixture.now());
        return from.roles.findAll(user.roles);
      });
      expect(await storedUser(fixture, user.id)).toEqual(user);
      expect(await fixture.auditTrail()).toEqual([]);
    });
  });
}
