import { assertShown } from '../shared/shown-text.ts';
import { assertMetadataSize, sameJson } from './metadata.ts';
import type { Transition } from './transition.ts';
import type { ChangedField } from './user-events.ts';
import type { ProfileChange } from './user-input.ts';
import type { UserState } from './user-state.ts';

/** Null when nothing is different from what is stored. @throws UnfitText, MetadataTooLarge */
export function profileUpdated(user: UserState, input: ProfileChange): Transition | null {
  const fullName = input.fullName ?? user.fullName;
  const locale = input.locale ?? user.locale;
  const metadata = input.metadata ?? user.metadata;
  const changed: ChangedField[] = [];
  if (fullName !== user.fullName) {
    assertShown(fullName, 'fullName', '/full_name');
    changed.push('full_name');
  }
  if (locale !== user.locale) changed.push('locale');
  if (!sameJson(metadata, user.metadata)) {
    assertMetadataSize(metadata);
    changed.push('metadata');
  }
  return changed.length === 0 ? null : { changed, reason: 'profile_updated', state: { fullName, locale, metadata } };
}
