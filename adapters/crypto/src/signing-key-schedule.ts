/** When a key was made and when it begins to sign. */
export interface KeyTimes {
  readonly kid: string;
  readonly createdAt: Date;
  readonly activatesAt: Date;
}

export interface RotationTimes {
  /** Age at which a key gets its successor. */
  readonly rotateAfterSeconds: number;
  /** A new key is published for so long before it signs: every verifier has met it by then. */
  readonly publishAheadSeconds: number;
  /** A superseded key stays published for so long: the last token signed by it is over by then. */
  readonly publishAfterSeconds: number;
}

/** The newest key that has begun to sign. Where none has (another machine's clock is ahead), the next to begin. */
export function signingKeyAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  const ordered = inOrder(keys);
  return ordered.findLast((key) => key.activatesAt.getTime() <= now.getTime()) ?? ordered[0];
}

/** The key made last, by whom ever. */
export function newestKey<Key extends KeyTimes>(keys: readonly Key[]): Key | undefined {
  return [...keys].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).at(-1);
}

/** True when the newest key has reached the age of rotation: one that waits for its time counts, so nobody adds two. */
export function rotationDue(keys: readonly KeyTimes[], times: RotationTimes, now: Date): boolean {
  const newest = newestKey(keys);
  return newest === undefined || now.getTime() >= after(newest.createdAt, times.rotateAfterSeconds);
}

/** Keys whose successor has signed for so long that no token by them can still be valid. */
export function retiredKeys<Key extends KeyTimes>(keys: readonly Key[], times: RotationTimes, now: Date): Key[] {
  const ordered = inOrder(keys);
  return ordered.filter((_, index) => {
    const successor = ordered[index + 1];
    return successor !== undefined && now.getTime() >= after(successor.activatesAt, times.publishAfterSeconds);
  });
}

/** A key as an operator sees it; nothing of it is secret. */
export interface SigningKeyOverview extends KeyTimes {
  /** `waiting`: published, and signs from `activatesAt` on. `verifying`: has signed, and verifies what it has. */
  readonly state: 'waiting' | 'signing' | 'verifying';
  /** When it is published no more; null while nothing follows it. */
  readonly retiresAt: Date | null;
  /** Whether this process can open its private half. */
  readonly opens: boolean;
}

/** @param able those whose private halves can be opened here: one of them signs */
export function overviewOf(
  keys: readonly KeyTimes[],
  able: ReadonlySet<string>,
  times: RotationTimes,
  now: Date,
): SigningKeyOverview[] {
  const ordered = inOrder(keys);
  const signing = signingKeyAt(
    ordered.filter(({ kid }) => able.has(kid)),
    now,
  );
  return ordered.map(({ kid, createdAt, activatesAt }, index) => {
    const successor = ordered[index + 1];
    const past = activatesAt.getTime() <= now.getTime() ? 'verifying' : 'waiting';
    const retiresAt =
      successor === undefined ? null : new Date(after(successor.activatesAt, times.publishAfterSeconds));
    return {
      ...{ kid, createdAt, activatesAt, retiresAt },
      opens: able.has(kid),
      state: kid === signing?.kid ? 'signing' : past,
    };
  });
}

function inOrder<Key extends KeyTimes>(keys: readonly Key[]): Key[] {
  const byTime = (a: Key, b: Key): number => a.activatesAt.getTime() - b.activatesAt.getTime();
  return [...keys].sort((a, b) => byTime(a, b) || (a.kid < b.kid ? -1 : 1));
}

function after(time: Date, seconds: number): number {
  return time.getTime() + seconds * 1000;
}
