// A page that gave up waiting, and WP-Cron that asks again: one call, one bill.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { aigw, connected, gateway, manyVisitors, page, php, scenario, visit } from './lib/bed.mjs';

// Longer than 60 s, which is how long the gateway knows a request id by itself, only a token for one call helps: BED_PATIENT=65 shows it.
const wait = Number(process.env.BED_PATIENT || 0);
const feature = `bill-${Date.now().toString(36)}`;
const cron = `$done = array(); foreach ( (array) _get_cron_array() as $hooks ) { foreach ( $hooks['aigw_refresh_answer'] ?? array() as $event ) {
    if ( '${feature}' === $event['args'][0]['options']['feature'] ) { do_action_ref_array( 'aigw_refresh_answer', $event['args'] ); $done[] = $event['args'][1]['id']; } } } return $done;`;
const said = got => /class="aigw-answer[^]{0,200}/.exec(got.html)?.[0] ?? 'no answer';

// What is asked reaches the gateway at once; what it says comes late.
let late = 1500;
const slow = createServer(async (request, response) => {
    response.on('error', () => {});
    const parts = [];
    for await (const part of request) parts.push(part);
    const { host, connection, ...headers } = request.headers;
    const got = await fetch(gateway + request.url, { method: request.method, headers, body: parts.length ? Buffer.concat(parts) : undefined });
    const body = Buffer.from(await got.arrayBuffer());
    await new Promise(done => setTimeout(done, late));
    const { 'transfer-encoding': chunked, 'content-encoding': coded, ...kept } = Object.fromEntries(got.headers);
    response.writeHead(got.status, { ...kept, 'content-length': body.length }).end(body);
});

before(async () => {
    await new Promise(done => slow.listen(0, '127.0.0.1', done));
    scenario({ ...connected('site', `http://127.0.0.1:${slow.address().port}`), AIGW_FRONT_TIMEOUT: 0.5 });
    await manyVisitors();
});
after(() => { scenario({}); slow.close(); slow.closeAllConnections(); });

test('a page that gave up and the cron that came later pay once', async () => {
    const address = await page(`[aigw feature="${feature}"]Say slowly[/aigw]`);
    const first = await visit(address);
    await new Promise(done => setTimeout(done, 1000 * (2 + wait)));
    late = 0;
    const ran = await php(`add_filter( 'wp_doing_cron', '__return_true' ); ${cron}`);
    const again = await php(`add_filter( 'wp_doing_cron', '__return_true' ); ${cron}`);
    const second = await visit(address);
    await new Promise(done => setTimeout(done, 1500)); // the ledger is a second old at most
    const rows = (await aigw('usage', '--tenant', 'site', '--by', 'feature'));

    assert.match(said(first), /takes longer than usual/);
    assert.equal(ran.value?.length, 1, JSON.stringify(ran).slice(0, 300));
    assert.deepEqual(again.value, ran.value);
    assert.match(said(second), /simulated/);
    const row = JSON.stringify(rows).match(new RegExp(`\\{[^{}]*${feature}[^{}]*\\}`))?.[0] ?? '';
    assert.match(row, /"requests":"?1\b/, row || JSON.stringify(rows).slice(0, 300));
});
