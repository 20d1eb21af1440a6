// A visitor's page in a real browser: streaming, a cached page, no JavaScript, 400 % zoom, dark mode.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, connected, manyVisitors, page as publish, scenario, shot } from './lib/bed.mjs';

let chromium, url;
before(async () => {
    scenario(connected());
    await manyVisitors();
    url = await publish('<!-- wp:aigw/answer {"prompt":"Answer kindly.","questionLabel":"Ask about our shop"} /-->');
    chromium = await browser();
});
after(async () => { scenario({}); await chromium?.close(); });

async function visitor(options = {}) {
    const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const tab = await context.newPage();
    tab.errors = [];
    tab.on('pageerror', error => tab.errors.push(error.message));
    return tab;
}

/** Asks, and notes how long the answer was each time that it grew. */
async function ask(tab, question) {
    await tab.fill('.aigw-answer__question', question);
    await tab.evaluate(() => {
        window.grew = [];
        const text = () => document.querySelector('.aigw-answer__words')?.textContent ?? '';
        new MutationObserver(() => {
            const length = text().length;
            if (length && length !== window.grew.at(-1)?.length) window.grew.push({ length, at: performance.now() });
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await tab.click('.aigw-answer__ask');
    await tab.waitForFunction(() => /simulated/.test(document.querySelector('.aigw-answer__words')?.textContent ?? '')
        && document.querySelector('.aigw-answer__text[aria-busy]')?.getAttribute('aria-busy') !== 'true', null, { timeout: 15000 });
    return tab.evaluate(() => window.grew);
}

test('words appear one after the other, straight from the gateway', async t => {
    const tab = await visitor();
    const asked = [];
    tab.on('request', request => { if (request.method() === 'POST') asked.push(request.url()); });
    await tab.goto(url);
    const grew = await ask(tab, 'When are you open?');
    await shot(tab, 'streamed');
    t.diagnostic(`${grew.length} steps in ${Math.round(grew.at(-1).at - grew[0].at)} ms; asked ${asked.join(' ')}`);

    assert.ok(grew.length > 5, `only ${grew.length} steps`);
    assert.ok(grew[0].length < grew.at(-1).length / 2);
    assert.ok(asked.some(at => at.includes('/chat')), `the browser asked only ${asked}`);
    assert.deepEqual(tab.errors, []);
});

test('a page from a cache works for the next visitor', async () => {
    const first = await visitor();
    await first.goto(`${url}?bed_cache=1`);
    const second = await visitor();
    const answer = await second.goto(`${url}?bed_cache=1`);
    const grew = await ask(second, 'Do you ship?');

    assert.equal(answer.headers()['x-bed-cache'], 'hit');
    assert.ok(grew.length > 1);
});

test('without JavaScript a form brings the answer', async () => {
    const tab = await visitor({ javaScriptEnabled: false });
    await tab.goto(url);
    await tab.fill('.aigw-answer__question', 'Where are you?');
    await Promise.all([tab.waitForLoadState('load'), tab.click('.aigw-answer__ask')]);
    await shot(tab, 'no-javascript');

    assert.match(await tab.locator('main').innerText(), /simulated/);
});

test('at 400 % zoom nothing needs to be scrolled sideways', async () => {
    const tab = await visitor({ viewport: { width: 320, height: 256 } });
    await tab.goto(url);
    await ask(tab, 'A long word: Donaudampfschifffahrtsgesellschaftskapitaenskajuetenschluessel');
    await shot(tab, 'zoom-400');

    assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth) <= 321);
});

test('in dark mode the answer can be read', async () => {
    const tab = await visitor({ colorScheme: 'dark' });
    await tab.goto(url);
    await ask(tab, 'At night?');
    await shot(tab, 'dark');
    const contrast = await tab.evaluate(() => {
        const light = color => {
            const [r, g, b] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const text = document.querySelector('.aigw-answer__words');
        let behind = text, color = 'rgba(0, 0, 0, 0)';
        while (behind && /rgba\(.*, 0\)|transparent/.test(color)) { color = getComputedStyle(behind).backgroundColor; behind = behind.parentElement; }
        if (/rgba\(.*, 0\)/.test(color)) color = 'rgb(255, 255, 255)';
        const [a, b] = [light(getComputedStyle(text).color), light(color)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    });

    assert.ok(contrast >= 4.5, `contrast ${contrast}`);
});
