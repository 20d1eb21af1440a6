// The webhook: only what the gateway signed, just now and once, gets in.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { connected, php, scenario, site } from './lib/bed.mjs';

const SECRET = 'a secret of the test bed, long enough';
const now = () => Math.floor(Date.now() / 1000);
let route = '';

before(async () => {
    scenario({ ...connected(), AIGW_WEBHOOK_SECRET: SECRET });
    const found = await php("return array_values( preg_grep( '~^/aigw/.*webhook~', array_keys( rest_get_server()->get_routes() ) ) );");
    route = found.value?.[0] ?? '';
});
after(() => scenario({}));

function send(body, { signed = body, secret = SECRET, sig } = {}) {
    const mac = createHmac('sha256', secret).update(signed).digest('base64');
    return fetch(`${site}/wp-json${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(sig === null ? {} : { 'x-sig': sig ?? `sha256=${mac}` }) },
        body,
    });
}
const event = (more = {}) => JSON.stringify({ id: randomUUID(), request_id: randomUUID(), timestamp: now(), status: 'done', ...more });
const refused = async answer => assert.ok([400, 401, 403, 409].includes(answer.status), `answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);

test('there is a webhook route', () => assert.notEqual(route, ''));

test('one that is signed gets in, and the same again does nothing', async () => {
    const body = event();
    const first = await send(body);
    const again = await send(body);

    assert.ok(first.status < 300, `answered ${first.status}: ${(await first.text()).slice(0, 200)}`);
    if (again.status < 300) assert.match(await again.text(), /duplicate|already|known|replay/i);
    else await refused(again);
});

test('of the same sent eight times at once one gets in', async () => {
    const body = event();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(body)));

    assert.deepEqual(answers.map(answer => answer.status).sort(), [200, ...Array(7).fill(409)]);
});

test('a changed body is refused', async () => refused(await send(event(), { signed: event() })));

test('another secret is refused', async () => refused(await send(event(), { secret: 'guessed' })));

test('none or half a signature is refused', async () => {
    await refused(await send(event(), { sig: null }));
    await refused(await send(event(), { sig: 'sha256=' }));
});

test('one of an hour ago is refused', async () => refused(await send(event({ timestamp: now() - 3600 }))));

test('without a secret on the site all are refused', async () => {
    scenario(connected());

    await refused(await send(event(), { secret: '' }));
});
