// A site over HTTP: the shortcode, aigw_chat(), core's AI client, REST routes, and every way in which a call can go wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aigw, closed, connected, debugLog, forgetLog, gateway, hanging, hasCoreClient, manyVisitors, page, php, scenario, site, tenant, token, visit } from './lib/bed.mjs';

const TIMEOUT = 2000;
const MARGIN = 1500;
const chat = prompt => `return aigw_chat( ${JSON.stringify(prompt)}, array( 'cache' => 0 ) );`;
const now = () => Math.floor(Date.now() / 1000);
// Says what the page said, not its whole head.
const main = html => /entry-content[^>]*>[\s\S]*/.exec(html)?.[0] ?? String(html);
const tells = (text, words) => assert.ok(words.test(String(text)), `${words} is not in: ${main(text).slice(0, 600)}`);

before(async () => { forgetLog(); scenario(connected()); await manyVisitors(); });
after(() => scenario({}));

test('aigw_chat() brings an answer of the gateway', async () => {
    const got = await php(chat('Say hello'));

    tells(got.value, /simulated gpt-4o-mini/);
});

test('what a model says is escaped', async () => {
    const got = await php(chat('<script>alert(1)</script><img src=x onerror=alert(2)> **bold**'));

    tells(got.value, /simulated/);
    assert.doesNotMatch(got.value, /<script|<img[^>]+onerror/i);
});

test('the shortcode answers in both forms', async () => {
    const inside = await visit(await page('[aigw]Say one[/aigw]'));
    const attribute = await visit(await page('[aigw q="Say two"]'));

    tells(inside.html, /simulated gpt-4o-mini[^<]*Say one/);
    tells(attribute.html, /simulated gpt-4o-mini[^<]*Say two/);
});

test('no credential is in a page', async () => {
    const got = await visit(await page('[aigw]Say three[/aigw]<!-- wp:aigw/answer {"prompt":"Be kind."} /-->'));

    assert.equal(got.status, 200);
    assert.ok(!got.html.includes(tenant('site').secret));
    assert.doesNotMatch(got.html, /eyJ[\w-]+\.eyJ/);
});

test('the block is there without JavaScript: a form that posts', async () => {
    const got = await visit(await page('<!-- wp:aigw/answer {"prompt":"Be kind."} /-->'));

    tells(got.html, /<form[^>]+aigw-answer__form[^>]+method="post"/);
});

test('core\'s AI client asks the gateway, and is told the cost', { skip: !hasCoreClient }, async () => {
    const text = await php("return wp_ai_client_prompt( 'Say hello' )->using_provider( 'aigw' )->generate_text();");
    const whole = await php("$r = wp_ai_client_prompt( 'Say hello' )->using_provider( 'aigw' )->generate_text_result(); return is_wp_error( $r ) ? $r->get_error_message() : $r->getAdditionalData();");

    tells(text.value ?? JSON.stringify(text), /simulated/);
    tells(JSON.stringify(whole), /cost_usd/);
    tells(JSON.stringify(whole), /request_id/);
});

test('core\'s AI client gets structured output and calls of tools', { skip: !hasCoreClient }, async () => {
    const got = await php("return wp_ai_client_prompt( 'A person' )->using_provider( 'aigw' )->as_json_response( array( 'type' => 'object', 'properties' => array( 'name' => array( 'type' => 'string' ) ), 'required' => array( 'name' ), 'additionalProperties' => false ) )->generate_text();");

    assert.equal(typeof JSON.parse(got.value).name, 'string');
});

test('every REST route has a permission callback and describes its arguments', async () => {
    const got = await php("$bad = array(); $n = 0; foreach ( rest_get_server()->get_routes() as $route => $ends ) { if ( 0 !== strpos( $route, '/aigw/' ) || '/aigw/v1' === $route ) { continue; } foreach ( $ends as $e ) { $n++; if ( empty( $e['permission_callback'] ) ) { $bad[] = $route; } foreach ( $e['args'] as $name => $a ) { if ( empty( $a['type'] ) ) { $bad[] = $route . ' ' . $name; } } } } return array( $n, $bad );");

    assert.deepEqual(got.value[1], []);
    assert.ok(got.value[0] > 0);
});

test('a REST route refuses who shows no configuration, or a changed one', async () => {
    for (const route of ['token', 'ask']) {
        for (const body of [{}, { config: 'x.y', question: 'hi', id: 'abcdefgh-1' }]) {
            const got = await visit(`${site}/wp-json/aigw/v1/${route}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

            assert.ok([400, 401, 403].includes(got.status), `${route} answered ${got.status}: ${got.html.slice(0, 200)}`);
        }
    }
});

// Each of these: the page is whole, a visitor reads no cause, whoever may manage reads it.
const troubles = {
    'an expired token': async () => ({ AIGW_URL: gateway, AIGW_JWT: token('site', { iat: now() - 4000, exp: now() - 400 }) }),
    'a secret that was rotated away': async () => {
        const old = connected('turning');
        await aigw('tenant', 'rotate-secret', 'turning', '--grace', '0s');
        return old;
    },
    'a budget that is spent': async () => connected('poor'),
    'a gateway that is not there': async () => connected('site', await closed()),
};
for (const [what, constants] of Object.entries(troubles)) {
    test(`${what} leaves the page whole and says nothing inside to visitors`, async t => {
        scenario(await constants());
        t.after(() => scenario(connected()));
        const got = await visit(await page('<p>Before</p>[aigw]Say hello[/aigw]<p>After</p>'));
        const plain = await php(chat('Say hello'));
        const manager = await php(chat('Say hello'), { user: 1 });

        assert.equal(got.status, 200);
        tells(got.html, /Before[\s\S]*After/);
        assert.ok(got.ms < TIMEOUT + MARGIN, `took ${got.ms} ms`);
        assert.doesNotMatch(plain.value, /simulated|127\.0\.0\.1|token|budget_exceeded|cURL|req_/);
        assert.ok(plain.value.length > 0, 'a visitor reads nothing at all');
        assert.notEqual(manager.value, plain.value, 'whoever may manage reads no more than a visitor');
    });
}

test('the new secret works after a rotation', async t => {
    const fresh = await aigw('tenant', 'rotate-secret', 'turning', '--grace', '0s');
    scenario({ AIGW_URL: gateway, AIGW_TENANT: 'turning', AIGW_SECRET: fresh.secret });
    t.after(() => scenario(connected()));

    // Gateways know within a second.
    let got;
    for (let i = 0; i < 20 && !/simulated/.test(got?.value ?? ''); i++) {
        await new Promise(done => setTimeout(done, 150));
        got = await php(`return aigw_chat( 'Say hello ${i}' );`);
    }

    tells(got.value, /simulated/);
});

test('an unknown model is told to whoever may manage', async () => {
    const got = await php("return aigw_chat( 'Say hello', array( 'model' => 'no-such-model-1' ) );", { user: 1 });

    tells(got.value, /model/i);
    assert.doesNotMatch(got.value, /simulated/);
});

test('a gateway that hangs costs a page the front time-out once, and the next page nothing', async t => {
    const server = await hanging();
    t.after(() => { server.end(); scenario(connected()); });
    const one = await page('<p>Before</p>[aigw]Say slow[/aigw]<p>After</p>');
    const two = await page('<p>Before</p>[aigw]Say slow too[/aigw]<p>After</p>');
    scenario(connected('site', server.url));
    const first = await visit(one);
    const second = await visit(two);
    t.diagnostic(`first page ${Math.round(first.ms)} ms, the next ${Math.round(second.ms)} ms`);

    tells(first.html, /Before[\s\S]*After/);
    assert.ok(first.ms > 500, 'the shortcode did not ask at all');
    assert.ok(first.ms < TIMEOUT + MARGIN, `first took ${first.ms} ms`);
    assert.ok(second.ms < 1000, `second took ${second.ms} ms`);
});

test('the ledger knows the calls of this site by feature and caller', async () => {
    await new Promise(done => setTimeout(done, 500));
    const used = JSON.stringify(await aigw('usage', '--tenant', 'site', '--by', 'caller'));

    tells(used, /core|aigw/);
});

test('PHP had nothing to complain of in the plugin', () => {
    const lines = debugLog().split('\n').filter(line => /plugins\/aigw\//.test(line) && /PHP|Deprecated|Warning|Notice/.test(line));

    assert.deepEqual(lines, []);
});
