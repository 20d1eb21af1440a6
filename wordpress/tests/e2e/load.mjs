// Fifty visitors stream at once, and pages still answer at normal speed: streams go from the gateway to browsers, not through PHP.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connected, gateway, page, scenario, site, token, visit } from './lib/bed.mjs';

const VISITORS = 50;
before(() => scenario(connected()));
after(() => scenario({}));
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** One visitor's stream with a token as WordPress mints it; when its first and last pieces came. */
async function stream(number) {
    const now = Math.floor(Date.now() / 1000);
    const begun = performance.now();
    const answer = await fetch(`${gateway}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token('site', { iat: now, exp: now + 120, scope: 'chat', origin: site })}`, origin: site, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: `Question ${number}` }] }),
    });
    assert.equal(answer.status, 200);
    let first = 0, text = '';
    for await (const piece of answer.body) {
        first ||= performance.now() - begun;
        text += Buffer.from(piece).toString();
    }
    assert.match(text, /\[DONE\]/);
    return { first, whole: performance.now() - begun };
}

test('fifty streams at once leave pages as quick as before', async t => {
    const url = await page('<!-- wp:aigw/answer {"prompt":"Be kind."} /-->');
    await visit(url);
    const before = [];
    for (let i = 0; i < 10; i++) before.push((await visit(url)).ms);

    let streaming = true;
    const streams = Promise.all(Array.from({ length: VISITORS }, (_, i) => stream(i))).finally(() => { streaming = false; });
    const during = [];
    while (streaming) during.push((await visit(url)).ms);
    const told = await streams;

    t.diagnostic(`page, median of ${before.length}: ${Math.round(median(before))} ms alone`);
    t.diagnostic(`page, median of ${during.length}: ${Math.round(median(during))} ms beside ${VISITORS} streams`);
    t.diagnostic(`stream, median: first piece ${Math.round(median(told.map(s => s.first)))} ms, last ${Math.round(median(told.map(s => s.whole)))} ms`);
    assert.ok(during.length >= 3);
    assert.ok(median(during) < median(before) * 4 + 500);
});
