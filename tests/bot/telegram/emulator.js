'use strict';
// Runs the Bot API emulator of the npm package telegram-test-api: node emulator.js <package folder> [plain]
// Prints "listening <port>". "plain" is the package as it is. Otherwise it also does what the real server does and the
// package does not: updates stay until an offset confirms them, webhooks carry their secret, files can be fetched, and
// sendMessage can be told to refuse (POST /_test/…).
const http = require('http');
const path = require('path');

const lib = path.resolve(process.argv[2]);
const modules = { paths: [lib] };
const TelegramServer = require(require.resolve('telegram-test-api', modules));
const express = require(require.resolve('express', modules));
const axios = require(require.resolve('axios', modules));

const emulator = new TelegramServer({ port: 1, host: '127.0.0.1' });
const app = express();
const pending = {}; // token -> updates not yet confirmed
const refusals = {}; // chat id -> answers still to give instead of sending
const files = {}; // file id -> content
const calls = []; // methods that were called

function waiting(token, offset) {
  const known = pending[token] || [];
  const fresh = emulator.getUpdates(token);
  pending[token] = [...known, ...fresh].filter((update) => !(offset > update.update_id))
    .sort((a, b) => a.update_id - b.update_id);
  return pending[token].slice(0, 100);
}

if (process.argv[3] !== 'plain') {
  app.use('/_test/file', express.raw({ type: () => true, limit: '40mb' }));
  app.use(express.json({ limit: '40mb' }));
  app.use(express.urlencoded({ extended: true, limit: '40mb' }));
  app.post('/_test/file/:id', (req, res) => { files[req.params.id] = req.body; res.json({}); });
  app.post('/_test/refuse', (req, res) => { refusals[req.body.chat_id] = req.body.answers; res.json({}); });
  app.post('/_test/update', (req, res) => {
    const update = { update_id: emulator.updateId, ...req.body.update };
    emulator.updateId += 1;
    (pending[req.body.token] = pending[req.body.token] || []).push(update);
    res.json(update);
  });
  app.get('/_test/calls', (req, res) => res.json(calls));
  app.use('/bot:token/:method', (req, res, next) => { calls.push([req.params.token, req.params.method]); next(); });
  app.all('/bot:token/getUpdates', async (req, res) => {
    const until = Date.now() + Math.min(Number(req.body.timeout || 0) * 1000, 300);
    let found = waiting(req.params.token, Number(req.body.offset || 0));
    while (!found.length && Date.now() < until) {
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      found = waiting(req.params.token, Number(req.body.offset || 0));
    }
    res.json({ ok: true, result: found });
  });
  app.all('/bot:token/sendMessage', (req, res, next) => {
    const answer = (refusals[req.body.chat_id] || []).shift();
    if (answer) res.status(answer.error_code).json({ ok: false, ...answer });
    else next();
  });
  app.all('/bot:token/getFile', (req, res) => {
    const content = files[req.body.file_id];
    if (!content) res.status(400).json({ ok: false, error_code: 400, description: 'Bad Request: invalid file_id' });
    else res.json({ ok: true, result: { file_id: req.body.file_id, file_unique_id: 'x', file_path: req.body.file_id } });
  });
  app.get('/file/bot:token/:id', (req, res) => res.type('application/octet-stream').send(files[req.params.id]));
  axios.interceptors.request.use((config) => {
    const hook = Object.values(emulator.webhooks).find((one) => one.url === config.url);
    if (hook && hook.secret_token) config.headers['X-Telegram-Bot-Api-Secret-Token'] = hook.secret_token;
    return config;
  });
}
app.use(emulator.webServer);
process.on('unhandledRejection', (error) => console.error(`${error}`)); // a refused webhook must not end the process

const server = http.createServer(app).listen(0, '127.0.0.1', () => {
  console.log(`listening ${server.address().port}`);
});
