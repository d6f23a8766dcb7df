/**
 * The same ports, each call noted as `port.method` in order. Values that are no ports (settings, numbers) pass as they
 * are.
 */
export function recordCalls<Ports extends object>(ports: Ports): { readonly ports: Ports; readonly calls: string[] } {
  const calls: string[] = [];
  const watched = new Proxy(ports, {
    get(target, name) {
      const port: unknown = Reflect.get(target, name);
      return typeof port === 'object' && port !== null ? watch(port, String(name), calls) : port;
    },
  });
  return { ports: watched, calls };
}

function watch<Port extends object>(port: Port, name: string, calls: string[]): Port {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      return (...input: readonly unknown[]) => {
        calls.push(`${name}.${String(property)}`);
        return Reflect.apply(member, target, input);
      };
    },
  });
}
