import type { Ports } from '../ports/ports.ts';
import { CompleteRegistration } from './complete-registration.ts';
import { ContestRegistration } from './contest-registration.ts';
import { ResendVerificationLink } from './resend-verification.ts';
import { ScrubEvents } from './scrub-events.ts';
import { SendMail } from './send-mail.ts';
import { StartEmailChange } from './start-email-change.ts';
import { StartPasswordReset } from './start-password-reset.ts';
import type { TaskHandler } from './task-handler.ts';

/** A handler for each type of task. Mails stand apart: what must not wait for a mail server has a worker of its own. */
export interface TaskHandlers {
  readonly mails: readonly TaskHandler[];
  readonly others: readonly TaskHandler[];
}

export function createTaskHandlers(ports: Ports): TaskHandlers {
  return {
    mails: [new SendMail(ports)],
    others: [
      new CompleteRegistration(ports),
      new ContestRegistration(ports),
      new ResendVerificationLink(ports),
      new StartPasswordReset(ports),
      new StartEmailChange(ports),
      new ScrubEvents(ports),
    ],
  };
}
