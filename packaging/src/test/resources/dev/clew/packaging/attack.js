/*
 * What a page of another origin can try against an appliance that its visitor reaches. Answers what
 * it achieved that it can see itself; whether something was changed is looked up by the test.
 */
async function attack(base, targets) {
  const achieved = [];
  const bounded = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 5000))]);
  const json = '{"name":"evil","page":"logs","state":"q=evil"}';
  const lines = `{"streams":[{"stream":{"app":"evil"},"values":[["${Date.now()}000000","evil"]]}]}`;
  const hidden = (element) => { element.style.display = 'none'; document.body.append(element); return element; };

  const form = (url, type, method) => new Promise((done) => {
    const frame = hidden(document.createElement('iframe'));
    frame.name = `frame${Math.random()}`;
    const sent = hidden(document.createElement('form'));
    Object.assign(sent, { method, action: url, enctype: type, target: frame.name });
    const input = document.createElement('input');
    input.name = json.replace(/}$/, ',"x":"');
    input.value = '"}';
    sent.append(input);
    frame.onload = done;
    sent.submit();
  });
  const element = (name, url) => new Promise((done) => {
    const made = document.createElement(name);
    made.onload = () => { achieved.push(`${name} ${url}`); done(); };
    made.onerror = done;
    if (name === 'link') Object.assign(made, { rel: 'stylesheet', href: url });
    else made.src = url;
    hidden(made);
  });

  await Promise.all(targets.map(async (target) => {
    const [method, path] = target.split(' ');
    const url = base + path;
    const body = path.includes('push') ? lines : json;
    for (const credentials of ['include', 'omit']) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
        for (const mode of ['cors', 'no-cors']) {
          await bounded(
            fetch(url, { method, mode, credentials, body, headers: { 'content-type': type } }).then((answer) => {
              if (answer.type !== 'opaque' && answer.status < 400) achieved.push(`fetch ${mode} ${target} ${answer.status}`);
            }).catch(() => {}));
        }
      }
    }
    await bounded(fetch(url, { mode: 'no-cors' }).catch(() => {}));
    navigator.sendBeacon(url, body);
    await Promise.all([
      bounded(form(url, 'text/plain', 'post')),
      bounded(form(url, 'application/x-www-form-urlencoded', 'post')),
      bounded(form(url, 'multipart/form-data', 'post')),
      bounded(form(url, 'text/plain', 'get')),
      bounded(element('img', url)),
      bounded(element('script', url)),
      bounded(element('link', url)),
    ]);
  }));

  for (const path of ['/api/clew/v1/logs/search', '/prometheus/api/v1/labels', '/loki/api/v1/labels', '/metrics', '/']) {
    await bounded(fetch(base + path, { credentials: 'include' }).then(async (answer) => {
      if (answer.ok) achieved.push(`read ${path}: ${(await answer.text()).length} characters`);
    }).catch(() => {}));
  }
  await bounded(element('img', `${base}/clew.svg`));
  if (achieved.some((one) => one.startsWith('img'))) achieved.push('image');

  const tail = new EventSource(`${base}/api/clew/v1/logs/tail?query=`, { withCredentials: true });
  await bounded(new Promise((done) => {
    tail.onopen = () => { achieved.push('followed by EventSource'); done(); };
    tail.onerror = done;
  }));
  tail.close();
  const socket = new WebSocket(`${base.replace('http', 'ws')}/loki/api/v1/tail?query=${encodeURIComponent('{app=~".+"}')}`);
  await bounded(new Promise((done) => {
    socket.onopen = () => { achieved.push('followed by WebSocket'); done(); };
    socket.onerror = done;
  }));
  socket.close();
  return achieved;
}
