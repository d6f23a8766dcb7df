/** orval: plain functions over fetch, for the address that the document itself names. */
export default {
  users: {
    input: './work/openapi.json',
    output: { target: 'generated/orval.ts', client: 'fetch', baseUrl: { getBaseUrlFromSpecification: true } },
  },
};
