// The admin's screens in a real browser: settings, connector card, block in the editor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aigw, browser, connected, gateway, hasCoreClient, logIn, page as publish, php, scenario, shot, site, tenant } from './lib/bed.mjs';

let chromium, tab;
const errors = [];
before(async () => {
    scenario(connected());
    chromium = await browser();
    const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } });
    tab = await context.newPage();
    tab.on('pageerror', error => errors.push(error.message));
    await logIn(tab);
});
after(async () => { scenario({}); await chromium?.close(); });

/** The admin page of the plugin's settings, wherever it is in the menu. */
async function settings() {
    await tab.goto(`${site}/wp-admin/`);
    const link = await tab.evaluate(() => [...document.querySelectorAll('#adminmenu a')].map(a => a.href).find(href => /page=aigw(-settings)?$/.test(href)));
    assert.ok(link, 'no settings page of aigw is in the menu');
    await tab.goto(link);
}

test('the settings page shows a connection by constants as locked, and no credential', async () => {
    await settings();
    await shot(tab, 'settings');

    assert.ok(!(await tab.content()).includes(tenant('site').secret));
});

test('a pasted connect code connects the site, and Test says so', async t => {
    scenario({});
    t.after(() => scenario(connected()));
    let code;
    try {
        code = (await aigw('connect-code', 'site', '--url', gateway)).code;
    } catch {
        t.diagnostic('aigw connect-code is not there yet: the plugin made the code itself');
        const made = await php(`return Aigw\\ConnectCode::make( array( 'url' => '${gateway}', 'tenant' => 'site', 'secret' => '${tenant('site').secret}' ) );`);
        code = made.value;
    }
    await settings();
    await tab.locator('textarea[name*=code], input[name*=code], textarea[name*=connect], input[name*=connect]').first().fill(code);
    await Promise.all([tab.waitForLoadState('load'), tab.locator('input[type=submit], button[type=submit]').first().click()]);
    await tab.getByRole('button', { name: /test/i }).first().click();
    await tab.waitForTimeout(3000);
    await shot(tab, 'settings-tested');

    assert.match(await tab.locator('#wpbody').innerText(), /budget|model/i);
    assert.ok(!(await tab.content()).includes(tenant('site').secret));
});

test('a field for a model suggests those that the gateway has', async () => {
    await settings();
    await tab.locator('#aigw_default_model').focus();
    await tab.waitForFunction(() => document.querySelectorAll('#aigw-models option').length > 10, null, { timeout: 10000 });
    const names = await tab.evaluate(() => [...document.querySelectorAll('#aigw-models option')].map(option => option.value));

    assert.ok(names.includes('gpt-4o-mini'));
    assert.ok(!names.some(name => /dall-e|embedding/.test(name)), `${names}`);
});

test('the connector card is there', { skip: !hasCoreClient }, async () => {
    await tab.goto(`${site}/wp-admin/options-connectors.php`);
    await tab.getByText('AI Gateway').first().waitFor({ timeout: 20000 });
    await tab.waitForTimeout(500);
    await shot(tab, 'connectors');
});

test('the block is in the editor, and what was saved answers on the page', async () => {
    await tab.goto(`${site}/wp-admin/post-new.php?post_type=page`);
    await tab.waitForFunction(() => window.wp?.blocks?.getBlockType('aigw/answer') && window.wp?.data?.select('core/block-editor'), null, { timeout: 30000 });
    // A block that is put in before the canvas is there is lost when the editor sets up.
    await tab.locator('iframe[name=editor-canvas], .editor-post-title__input').first().waitFor({ timeout: 30000 });
    await tab.waitForTimeout(1500);
    // A theme's starter patterns lie over a new page.
    await tab.evaluate(() => window.wp.data.dispatch('core/preferences').set('core', 'enableChoosePatternModal', false));
    const patterns = tab.locator('.components-modal__header button');
    if (await patterns.count()) await patterns.first().click();
    const link = await tab.evaluate(async () => {
        const { dispatch, select } = window.wp.data;
        dispatch('core/editor').editPost({ title: 'Ask us', status: 'publish' });
        dispatch('core/block-editor').insertBlocks(window.wp.blocks.createBlock('aigw/answer', { prompt: 'Answer kindly.', questionLabel: 'Ask about our shop' }));
        await dispatch('core/editor').savePost();
        return select('core/editor').getPermalink();
    });
    await tab.waitForTimeout(1500);
    await shot(tab, 'editor-block');
    const valid = await tab.evaluate(() => window.wp.data.select('core/block-editor').getBlocks().every(block => block.isValid));
    await tab.goto(link);
    await shot(tab, 'page-block');

    assert.ok(valid);
    assert.equal(await tab.locator('.aigw-answer__form').count(), 1);
});

test('calls are made, so that there is something to see', async () => {
    for (const [user, feature] of [[1, 'shortcode'], [0, 'shop-questions'], [1, 'ai/title-generation'], [0, 'shortcode']]) {
        const got = await php(`return aigw_chat( 'Say ${feature} to ${user}', array( 'cache' => 0, 'feature' => '${feature}' ) );`, { user });

        assert.match(got.value, /simulated/);
    }
    await tab.waitForTimeout(1500); // the ledger is a second old at most
});

for (const [name, path] of [['usage', /page=aigw-usage/], ['limits', /page=aigw-limits/]]) {
    test(`the ${name} page is whole at 400 % zoom too`, async () => {
        await tab.goto(`${site}/wp-admin/`);
        const link = await tab.evaluate(source => [...document.querySelectorAll('#adminmenu a')].map(a => a.href).find(href => new RegExp(source).test(href)), path.source);
        assert.ok(link, `no ${name} page is in the menu`);
        const answer = await tab.goto(link);
        await shot(tab, name);
        await tab.setViewportSize({ width: 320, height: 256 });
        await shot(tab, `${name}-400`);
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
        await tab.setViewportSize({ width: 1280, height: 900 });

        assert.equal(answer.status(), 200);
        assert.ok(wide <= 345, `${wide} px wide where 320 are there`);
    });
}

test('no script of a page failed', () => assert.deepEqual(errors, []));
