import '/holdfast/elements/status.js';
import { holdfastServer, offlineStorage } from '/holdfast/holdfast.js';

const part = (selector) => document.querySelector(selector);
const headers = ({ badge }) => ({ authorization: `Bearer ${badge}` });

// Who is signed in, in this tab alone: a reload does not ask again, a new tab does.
const me = JSON.parse(sessionStorage.getItem('me'));
part('#enter').onsubmit = async (event) => {
  event.preventDefault();
  const { who, badge } = event.target.elements;
  const person = { who: who.value, badge: badge.value };
  const space = `/v1/spaces/${encodeURIComponent(person.who)}/changes?cursor=0&limit=1`;
  const status = await fetch(space, { headers: headers(person) }).then((answer) => answer.status, () => 0);
  if (status === 200 || status === 404) {
    // 404: right, but nothing is written yet
    sessionStorage.setItem('me', JSON.stringify(person));
    location.reload();
  } else {
    part('#error').textContent = status ? 'That is not right.' : 'Signing in needs the network.';
  }
};

async function open() {
  part('#name').textContent = me.who;
  offlineStorage.defineSync(holdfastServer({ space: me.who, headers: async () => headers(me) }));
  await offlineStorage.start({ worker: '/sw.js', subject: me.who });

  const notes = offlineStorage.collection('notes');
  const draw = async () => {
    const items = (await notes.getAll()).map(({ text }) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    });
    part('#notes').replaceChildren(...items);
  };
  const end = offlineStorage.subscribe(draw);
  draw();

  part('#new').onsubmit = async (event) => {
    event.preventDefault();
    await notes.put(`${Date.now()}-${crypto.randomUUID()}`, { text: event.target.elements.text.value });
    event.target.reset(); // not before the note is on disk
  };
  part('#leave').onclick = async () => {
    end();
    const kept = await offlineStorage.signOut({ unsent: 'keep' }); // how much waits until this person is back
    if (kept === false) {
      part('#error').textContent = offlineStorage.lastError.message;
    } else {
      sessionStorage.clear();
      location.reload();
    }
  };
  part('main').hidden = false;
}

// Each form is shown once it has its handler: sent before, it would load the page anew, without what was entered.
if (me) {
  await open();
} else {
  part('#enter').hidden = false;
}
