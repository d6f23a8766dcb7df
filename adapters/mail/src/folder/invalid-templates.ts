import { DomainError } from '@users/domain';

/** A folder of templates cannot be used as it is; the message has a line for each file, with what to do. */
export class InvalidMailTemplates extends DomainError {
  readonly code = 'invalid_mail_templates';
}
