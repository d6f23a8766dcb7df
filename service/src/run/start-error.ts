/**
 * Why a command cannot run, in words for whoever started it: each line names the thing and what to do about it.
 * Printed without a stack; the process ends with exit code 1.
 */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
