import { Session } from './session.js';

const root = document.querySelector('meta[name="users-service"]').content;
const session = new Session(root);
const form = document.querySelector('form');
const inside = document.querySelector('section');
const message = document.querySelector('#message');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const complaint = await session.logIn(Object.fromEntries(new FormData(form)));
  message.textContent = complaint ?? '';
  if (complaint === null) await show(true);
});

document.querySelector('#log-out').addEventListener('click', async () => {
  await session.logOut();
  await show(false);
});

await show(await session.resume());

async function show(loggedIn) {
  form.hidden = loggedIn;
  inside.hidden = !loggedIn;
  if (!loggedIn) return;
  form.reset();
  const me = await (await session.fetch('users/me')).json();
  document.querySelector('#greeting').textContent = `Hello, ${me.full_name}. You are ${me.email}.`;
}
