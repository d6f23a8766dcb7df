import { checkPassword, DomainError, parseEmailAddress } from '@users/domain';
import { parseSender } from '@users/mail';
import { StartError } from '../run/start-error.ts';
import { kafkaFaults } from './kafka-settings.ts';
import type { Values } from './variables.ts';

/**
 * What no schema of a single variable can say: values that must fit each other, and those that the rings have rules for.
 *
 * @throws StartError with a line for each that does not fit
 */
export function checkValues(values: Values): void {
  const { ADMIN_EMAIL, ADMIN_PASSWORD, MAIL_FROM, ARGON2_MEMORY_KIB = 19_456, ARGON2_PARALLELISM = 1 } = values;
  const policy = { minLength: values.PASSWORD_MIN_LENGTH ?? 15 };
  const problems = [
    values.PORT === 0 &&
      values.PUBLIC_URL !== undefined &&
      'PORT must not be 0 where PUBLIC_URL is set: name the port that PUBLIC_URL leads to.',
    // RFC 9106 §3.1: each lane needs eight blocks.
    ARGON2_MEMORY_KIB < 8 * ARGON2_PARALLELISM && 'ARGON2_MEMORY_KIB must be at least 8 times ARGON2_PARALLELISM.',
    ADMIN_EMAIL !== undefined &&
      refusal(() => parseEmailAddress(ADMIN_EMAIL)) &&
      'ADMIN_EMAIL must be an e-mail address.',
    ADMIN_PASSWORD !== undefined &&
      named(
        'ADMIN_PASSWORD',
        refusal(() => checkPassword(policy, ADMIN_PASSWORD)),
      ),
    MAIL_FROM !== undefined &&
      refusal(() => parseSender(MAIL_FROM)) &&
      'MAIL_FROM must be of the form Name <address@domain>.',
    ...kafkaFaults(values),
  ];
  const told = problems.filter((problem) => typeof problem === 'string');
  if (told.length > 0) throw new StartError(told.join('\n'));
}

function named(name: string, error: DomainError | null): string | false {
  return error !== null && `${name} ${error.fields[0]?.detail ?? 'is not valid'}.`;
}

function refusal(attempt: () => unknown): DomainError | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
