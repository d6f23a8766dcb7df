import { isIP } from 'node:net';

/**
 * The network a request came from: IPv4 as /24, IPv6 as /64, the least that one customer has, so that changing the last
 * half of an address is no way around a limit (better-auth CVE-2026-45364) and what is stored names no person.
 *
 * Each trusted proxy appended the address it saw to X-Forwarded-For, so that many count from the right; whatever
 * stands further left was written by the client.
 *
 * @param peer address of the connection
 * @returns null when there is no address to be had
 */
export function clientNetwork(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string | null {
  const chain = [...(forwardedFor?.split(',') ?? []), peer ?? ''];
  // A chain shorter than configured did not pass all proxies: its first entry is all there is.
  const address = chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? '';
  return maskedNetwork(bareAddress(address.trim()));
}

/** Without brackets, port and zone, which some proxies add. */
function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d+$/.exec(text)?.[1];
  return (bracketed ?? withPort ?? text).replace(/%.*$/, '');
}

function maskedNetwork(address: string): string | null {
  switch (isIP(address)) {
    case 4:
      return maskIpv4(address);
    case 6:
      return maskIpv6(groupsOf(address));
    default:
      return null;
  }
}

function maskIpv4(address: string): string {
  return `${address.split('.').slice(0, 3).join('.')}.0/24`;
}

function maskIpv6(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  // An IPv4 client on a dual-stack socket (RFC 4291 §2.5.5.2): all of them share one IPv6 /64.
  if (mapped) return maskIpv4([high >> 8, high & 0xff, low >> 8, low & 0xff].join('.'));
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
}

/** The eight groups of a valid address, whichever way it is written. */
function groupsOf(address: string): number[] {
  // The URL parser writes a dotted tail as two groups (WHATWG URL §4.2).
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
