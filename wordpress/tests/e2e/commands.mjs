// `wp aigw ...` against the real gateway, by the stand-in for WP-CLI (tests/phpunit/wp-cli-double.php).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { connected, scenario } from './lib/bed.mjs';

const run = promisify(execFile);
const double = new URL('../phpunit/wp-cli-double.php', import.meta.url).pathname;
const wp = (...words) => run('php', [double, 'aigw', ...words], { env: { ...process.env, AIGW_BED_SITE: process.env.BED_DIR } });

before(() => scenario(connected()));
after(() => scenario({}));

test('wp aigw status walks the whole way', async () => {
    const { stdout } = await wp('status', '--format=json');

    assert.deepEqual(JSON.parse(stdout).map(step => step.hop), ['settings', 'dns', 'connect', 'http', 'token', 'model', 'budget']);
});

test('wp aigw chat brings an answer and its cost, models and usage bring rows', async () => {
    const chat = await wp('chat', 'Say hello');
    const models = await wp('models', '--format=json');
    await new Promise(done => setTimeout(done, 1500)); // the ledger is a second old at most
    const usage = await wp('usage', '--by=feature', '--format=json');

    assert.match(chat.stdout, /simulated[^]*\$0/);
    assert.ok(JSON.parse(models.stdout).length > 0);
    assert.ok(JSON.parse(usage.stdout).some(row => row.feature === 'cli'));
});

test('wp aigw chat ends with 1 where the gateway refuses', async () => {
    const failed = await wp('chat', 'Say hello', '--model=no-such-model').catch(error => error);

    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /unknown_model/);
});
