import { clientNetwork } from '@users/http/client-address';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('the network of a client', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['::ffff:cb00:714d', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['127.0.0.1', '127.0.0.0/24'],
    ['', null],
    ['unknown', null],
    ['999.1.1.1', null],
  ])('%s → %s', (peer, network) => {
    expect(clientNetwork(peer, undefined, 0)).toBe(network);
  });

  it('is the same for every address of one IPv6 customer (better-auth CVE-2026-45364)', () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }),
        (address, tail) => {
          const network = clientNetwork(address, undefined, 0);
          if (network === null || !network.endsWith('/64')) return;
          const neighbour = `${network.slice(0, -'::/64'.length)}:${tail.map((group) => group.toString(16)).join(':')}`;
          expect(clientNetwork(neighbour, undefined, 0)).toBe(network);
        },
      ),
    );
  });

  it('never throws, whatever is forwarded', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(5), (peer, forwarded, proxies) => {
        expect(clientNetwork(peer, forwarded, proxies) ?? '/').toContain('/');
      }),
    );
  });
});

describe('behind proxies', () => {
  const peer = '10.0.0.1';
  it.each([
    ['none is trusted: what is forwarded is a claim', '1.1.1.1', 0, '10.0.0.0/24'],
    ['one', '198.51.100.7', 1, '198.51.100.0/24'],
    ['one, and a client that forges', '1.1.1.1, 198.51.100.7', 1, '198.51.100.0/24'],
    ['two', '1.1.1.1, 198.51.100.7, 10.0.0.2', 2, '198.51.100.0/24'],
    ['two configured, one passed', '198.51.100.7', 2, '198.51.100.0/24'],
    ['one configured, none passed', undefined, 1, '10.0.0.0/24'],
    ['one that adds the port', '198.51.100.7:4711', 1, '198.51.100.0/24'],
    ['one that writes IPv6 with port', '[2001:db8:1:2::9]:4711', 1, '2001:db8:1:2::/64'],
    ['one that hides the client', 'unknown', 1, null],
  ])('%s', (_, forwarded, proxies, network) => {
    expect(clientNetwork(peer, forwarded, proxies)).toBe(network);
  });
});
