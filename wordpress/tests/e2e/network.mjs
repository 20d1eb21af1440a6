// A network of sites: the plugin is on everywhere, each site may have its own tenant, and leaves nothing when it goes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connected, manyVisitors, page, php, scenario, visit } from './lib/bed.mjs';

before(async () => {
    scenario(connected());
    await manyVisitors();
    await manyVisitors('/two/');
});
after(() => scenario({}));

test('the plugin is on in the whole network', async () => {
    const got = await php("return is_multisite() && is_plugin_active_for_network( 'aigw/aigw.php' );".replace('return', "require_once ABSPATH . 'wp-admin/includes/plugin.php'; return"));

    assert.equal(got.value, true);
});

for (const path of ['/', '/two/']) {
    test(`the shortcode answers on ${path}`, async () => {
        const got = await visit(await page('[aigw]Say hello[/aigw]', path));

        assert.ok(/simulated gpt-4o-mini/.test(got.html), `no answer is in: ${/entry-content[^>]*>[\s\S]*/.exec(got.html)?.[0].slice(0, 400)}`);
    });
}

test('a site\'s answers and settings are its own', async () => {
    await php("Aigw\\Settings::save( array( 'default_model' => 'gpt-4o' ) ); return 1;", { user: 1, path: '/two/' });
    const one = await php("return Aigw\\Settings::get( 'default_model' );");
    const two = await php("return Aigw\\Settings::get( 'default_model' );", { path: '/two/' });

    assert.equal(two.value, 'gpt-4o');
    assert.notEqual(one.value, 'gpt-4o');
});

test('uninstalling leaves no option on any site', async () => {
    const left = await php("define( 'WP_UNINSTALL_PLUGIN', 'aigw/aigw.php' ); require WP_PLUGIN_DIR . '/aigw/uninstall.php'; global $wpdb; $l = $wpdb->get_col( \"SELECT meta_key FROM $wpdb->sitemeta WHERE meta_key LIKE '%aigw%' AND meta_key NOT LIKE 'active%'\" ); foreach ( get_sites( array( 'fields' => 'ids' ) ) as $id ) { switch_to_blog( $id ); $l = array_merge( $l, $wpdb->get_col( \"SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%aigw%'\" ) ); restore_current_blog(); } return $l;", { user: 1 });

    assert.deepEqual(left.value, []);
});
