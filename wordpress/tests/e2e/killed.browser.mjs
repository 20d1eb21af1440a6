// A real gateway that is killed: under a visitor who reads, and under a page that waits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, debugLog, forgetLog, manyVisitors, page, scenario, shot, site, visit } from './lib/bed.mjs';
import { ownGateway } from './lib/own.mjs';

let chromium, own;
before(async () => {
    forgetLog();
    own = await ownGateway(site);
    scenario(own.constants);
    await manyVisitors();
    chromium = await browser();
});
after(async () => { scenario({}); await chromium?.close(); await own?.stop(); });

const status = tab => tab.locator('.aigw-answer > .aigw-answer__status').innerText();

test('a gateway that is killed under a stream leaves the words, says so, and the same question is answered when it is back', async t => {
    const url = await page('<!-- wp:aigw/answer {"prompt":"Answer kindly.","feature":"killed-stream"} /-->');
    const tab = await (await chromium.newContext({ viewport: { width: 1000, height: 800 } })).newPage();
    await tab.goto(url);
    await tab.fill('.aigw-answer__question', 'Tell me a long story.');
    await tab.click('.aigw-answer__ask');
    await tab.waitForFunction(() => document.querySelector('.aigw-answer__words').textContent.length > 20);
    own.kill();
    await tab.locator('.aigw-answer__retry').waitFor();
    const words = await tab.locator('.aigw-answer__words').innerText();
    const said = await status(tab);
    await shot(tab, 'killed-stream');
    await own.start();
    const begun = performance.now();
    await tab.locator('.aigw-answer__retry').click();
    await tab.waitForFunction(() => document.querySelector('.aigw-answer__stop').hidden, null, { timeout: 60000 });
    const told = await status(tab);
    t.diagnostic(`${Math.round(performance.now() - begun)} ms after the start: ${told}`);

    assert.match(said, /not complete/);
    assert.ok(words.length > 20, 'the words that came are gone');
    assert.match(told, /The answer is complete\./);
});

test('a gateway that is killed under a page leaves the page whole', async () => {
    const url = await page('<p>Before</p>[aigw feature="killed-page"]Say slowly[/aigw]<p>After</p>');
    const waiting = visit(url);
    await new Promise(done => setTimeout(done, 800)); // PHP has asked, the model thinks
    own.kill();
    const got = await waiting;
    await own.start();

    assert.equal(got.status, 200);
    assert.match(got.html, /Before[^]*After/);
    assert.ok(got.ms < 3500, `took ${got.ms} ms`);
});

test('PHP had nothing to complain of', () => {
    assert.deepEqual(debugLog().split('\n').filter(line => /plugins\/aigw\//.test(line)), []);
});
