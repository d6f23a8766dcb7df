/** @hey-api/openapi-ts: what it writes goes where the compiler looks. */
export default {
  input: './work/openapi.json',
  output: { path: 'generated/hey-api', clean: true },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
};
