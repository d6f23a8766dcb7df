import type { ProblemRow } from './problem-row.ts';

/** Refusals of the frame, before a use-case is reached; and faults of ours. */
export const frameProblems = {
  malformed_target: {
    status: 400,
    title: 'The address can be read in two ways',
    detail:
      'The path has an empty segment, a dot segment, a backslash, an encoded slash, a fragment, or encodes characters that need no encoding; or the address names another host than the header Host, or there are two of those.',
    cause:
      'A proxy and this service could take the path for two different ones. The query is not meant: it may have all of that.',
    remedy: 'Send the path as links and the API document have it, and encode no letters, digits, or any of -._~ in it.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    detail: 'The body could not be read as JSON.',
    cause: 'The body says that it is JSON, and is not.',
    remedy: 'Send one JSON value in UTF-8.',
  },
  malformed_if_match: {
    status: 400,
    title: 'If-Match is not valid',
    detail: 'If-Match must be * or a list of entity tags in double quotes.',
    cause: 'If-Match does not follow RFC 9110 §13.1.1.',
    remedy: 'Send the ETag as it was received, with its double quotes.',
  },
  malformed_idempotency_key: {
    status: 400,
    title: 'Idempotency-Key is not valid',
    detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters, with or without double quotes around them.',
    cause: 'Idempotency-Key is empty, too long or has characters that it may not have.',
    remedy: 'Send a UUID.',
  },
  validation_failed: {
    status: 422,
    title: 'Some fields are not valid',
    detail: 'Correct the fields named in `errors` and send the request again.',
    cause: 'A field is missing, unknown, of the wrong type, too long or otherwise not what the API document says.',
    remedy: 'Each entry of `errors` points at a field and says what it should be.',
  },
  foreign_origin: {
    status: 403,
    title: 'Not from this page',
    detail:
      'Cookies are for pages of this service and of the origins that it lists; this request names another origin, or none.',
    cause:
      'The request asks for the cookie, and its Origin is neither PUBLIC_URL nor in CORS_ORIGINS. Clients without a browser name no origin.',
    remedy: 'Send the refresh token in the body; or add the origin of the page to CORS_ORIGINS.',
  },
  invalid_request: {
    status: 400,
    title: 'The token request is not valid',
    detail: 'A parameter is missing, repeated or too long, or the client shows who it is in more than one way.',
    cause: 'The request does not follow RFC 6749: a parameter is missing or repeated, or there is a secret too many.',
    remedy: 'Send each parameter once, in a form body, and the secret either by HTTP Basic or in the body.',
    oauth: true,
  },
  unsupported_grant_type: {
    status: 400,
    title: 'The grant type is not supported',
    detail: 'The only grant type here is client_credentials.',
    cause: 'Service clients get their tokens by client_credentials; people log in at /auth/login.',
    remedy: 'Send grant_type=client_credentials.',
    oauth: true,
  },
  unsupported_media_type: {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Send the body in a media type that the API document names for this operation.',
    cause: 'Content-Type is missing or names a type that this operation does not read, or the body is compressed.',
    remedy:
      'Send application/json, not compressed; to /auth/token, as OAuth has it, application/x-www-form-urlencoded.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: 'A body may have 64 KiB at most.',
    cause: 'The body has more than 65,536 bytes.',
    remedy: 'Send less.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    detail: 'No route has this path.',
    cause: 'The path is mistyped, or belongs to another version.',
    remedy: 'Start at the entry point and follow its links.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'The path exists, but not with this method. Allow names those that do.',
    cause: 'The path is right, the method is not.',
    remedy: 'Use one of the methods in the header Allow.',
  },
  misdirected_request: {
    status: 421,
    title: 'The host is not known here',
    detail:
      'On a loopback address the operations listener answers to localhost and loopback addresses alone; on any other, OPERATIONS_HOSTS lists the names that it answers to as well.',
    cause:
      'The header Host names none of the hosts of this listener. A page in a browser could have sent it, by a name that its owner made lead here (DNS rebinding).',
    remedy: 'Ask it as localhost. Where OPERATIONS_LISTEN is no loopback address, add the name to OPERATIONS_HOSTS.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'The request could not be answered because of a fault on our side. It was recorded.',
    cause: 'A fault of the service.',
    remedy: 'Try again later; if it stays, tell the operator the `request_id`.',
  },
} as const satisfies Record<string, ProblemRow>;

/** The request is right and the moment is not. */
export const capacityProblems = {
  dependency_unavailable: {
    status: 503,
    title: 'A part of the service is not available',
    cause: 'A database or another part that this request needs cannot be reached. Nothing half-done remains.',
    remedy: 'Send the request again after the seconds in Retry-After.',
  },
  overloaded: {
    status: 503,
    title: 'Too much at once',
    cause: 'More passwords wait to be checked than can be checked in reasonable time.',
    remedy: 'Send the request again after the seconds in Retry-After, later each time.',
  },
  too_many_streams: {
    status: 503,
    title: 'Too many readers',
    cause: 'As many readers wait for events at this process as it serves.',
    remedy: 'Try again after the seconds in Retry-After, or read page by page without `wait`.',
  },
  idempotency_key_in_use: {
    status: 409,
    title: 'The first request is not finished',
    cause: 'A request with the same Idempotency-Key is being done right now.',
    remedy: 'Send the request again after the seconds in Retry-After, with the same key.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The key belongs to another request',
    cause: 'The same Idempotency-Key came with another body within 24 hours.',
    remedy: 'Use a new key for each new request, and the same key only to send the same request again.',
  },
  concurrent_change: {
    status: 409,
    title: 'Changed by others at the same time',
    cause: 'Others changed the same thing again and again while this request was trying to.',
    remedy: 'Send the request again.',
  },
} as const satisfies Record<string, ProblemRow>;
