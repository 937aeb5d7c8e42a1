// Two devices in one window: the same app under two names of this machine. For a browser these are two origins, so each has
// its own storage, worker and switch. All that they share is the server.

const here = location.hostname;
const other = here === 'localhost' ? '127.0.0.1' : 'localhost';
const [first, second] = document.querySelectorAll('iframe');
first.src = '/';
second.src = Object.assign(new URL(location.origin), { hostname: other }).href;
