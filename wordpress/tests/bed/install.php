<?php
/**
 * Installs WordPress headless: php install.php DIR [network]. With "network" it becomes a network of three sites. Turns aigw on.
 */

$dir     = rtrim( $argv[1], '/' );
$network = 'network' === ( $argv[2] ?? '' );
$bed     = json_decode( file_get_contents( $dir . '/bed.json' ), true );
$host    = preg_replace( '~^https?://~', '', $bed['url'] );
$step    = getenv( 'AIGW_BED_STEP' );

$_SERVER['HTTP_HOST']       = $host;
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

/**
 * Does the next step in a process of its own: WordPress cannot be loaded twice in one.
 */
function aigw_bed_step( $step ) {
	putenv( 'AIGW_BED_STEP=' . $step );
	passthru( escapeshellarg( PHP_BINARY ) . ' ' . implode( ' ', array_map( 'escapeshellarg', $GLOBALS['argv'] ) ), $code );
	if ( 0 !== $code ) {
		exit( $code );
	}
}

if ( ! $step ) {
	define( 'WP_INSTALLING', true );
	require $dir . '/wp-load.php';
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_install( 'Test bed', 'admin', 'admin@example.test', false, '', 'admin-pass' );
	update_option( 'permalink_structure', '/%postname%/' );
	update_option( 'blog_public', 0 );
	if ( $network ) {
		aigw_bed_step( 'network' );
		aigw_bed_step( 'sites' );
	}
	aigw_bed_step( 'activate' );
	printf( "Installed WordPress %s%s at %s\n", $GLOBALS['wp_version'], $network ? ' (a network)' : '', $bed['url'] );
	exit;
}

if ( 'network' === $step ) {
	define( 'WP_INSTALLING_NETWORK', true );
	require $dir . '/wp-load.php';
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	foreach ( $wpdb->tables( 'ms_global' ) as $table => $prefixed ) {
		$wpdb->$table = $prefixed;
	}
	install_network();
	$done = populate_network( 1, $host, 'admin@example.test', 'Test network', '/', false );
	if ( is_wp_error( $done ) && 'no_wildcard_dns' !== $done->get_error_code() ) {
		fwrite( STDERR, $done->get_error_message() . "\n" );
		exit( 1 );
	}
	$bed['network'] = true;
	file_put_contents( $dir . '/bed.json', json_encode( $bed ) );
	exit;
}

require $dir . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );

if ( 'sites' === $step ) {
	foreach ( array( 'two', 'three' ) as $slug ) {
		$made = wpmu_create_blog( $host, '/' . $slug . '/', 'Site ' . $slug, 1 );
		if ( is_wp_error( $made ) ) {
			fwrite( STDERR, $made->get_error_message() . "\n" );
			exit( 1 );
		}
		switch_to_blog( $made );
		$wp_rewrite->set_permalink_structure( '/%postname%/' );
		flush_rewrite_rules( false );
		restore_current_blog();
	}
	exit;
}

flush_rewrite_rules( false );
if ( is_file( WP_PLUGIN_DIR . '/aigw/aigw.php' ) ) {
	$on = activate_plugin( 'aigw/aigw.php', '', $network );
	if ( is_wp_error( $on ) ) {
		fwrite( STDERR, 'aigw could not be activated: ' . $on->get_error_message() . ' ' . wp_json_encode( $on->get_error_data() ) . "\n" );
		exit( 1 );
	}
}
