import { connect } from 'node:net';

/** What came back, with the body of a problem read. */
export type RawAnswer = {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly json: any;
  readonly text: string;
};

/**
 * Sends a request whose target and Host no client would send, byte for byte, and reads until the connection ends.
 *
 * @param line method and target, such as `GET /./metrics`
 */
export async function rawRequest(port: number, line: string, host = `127.0.0.1:${port}`): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  const [head = '', text = ''] = Buffer.concat(chunks)
    .toString()
    .split(/\r\n\r\n([\s\S]*)/);
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((each) => each.split(/: ?([\s\S]*)/).slice(0, 2) as [string, string]));
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
    text,
  };
}
