<?php
/**
 * Loads a real, installed WordPress (AIGW_BED_SITE) with the plugin turned on for PHPUnit 9.6.
 */

/**
 * Loads WordPress as if in the global scope: PHPUnit includes this file inside a method, where WordPress's globals would be lost.
 */
function aigw_bed_load() {
	$dir = (string) getenv( 'AIGW_BED_SITE' );
	if ( ! is_file( $dir . '/wp-load.php' ) ) {
		fwrite( STDERR, "Run these tests by scripts/test-wordpress --only phpunit.\n" );
		exit( 2 );
	}
	$bed = json_decode( file_get_contents( $dir . '/bed.json' ), true );

	$_SERVER['HTTP_HOST']       = preg_replace( '~^https?://~', '', $bed['url'] );
	$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
	$_SERVER['REQUEST_URI']     = '/';
	$_SERVER['REQUEST_METHOD']  = 'GET';
	$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

	// Every name that WordPress's own files declare global, found rather than listed: versions differ.
	$names = array();
	$files = new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $dir . '/wp-includes', FilesystemIterator::SKIP_DOTS ) );
	$plain = array( $dir . '/wp-load.php', $dir . '/wp-settings.php', $dir . '/wp-admin/includes/admin.php', $dir . '/wp-admin/includes/file.php' );
	foreach ( array_merge( $plain, iterator_to_array( $files, false ) ) as $file ) {
		if ( '.php' === substr( (string) $file, -4 ) && preg_match_all( '/\bglobal\s+([^;]+);/', file_get_contents( (string) $file ), $found ) ) {
			foreach ( $found[1] as $list ) {
				preg_match_all( '/\$(\w+)/', $list, $each );
				$names += array_flip( $each[1] );
			}
		}
		// Variables that files in the top of wp-includes set for all, such as version.php and vars.php.
		if ( preg_match_all( '/^\t{0,3}\$(\w+)\s*=[^=>]/m', preg_match( '~/(version|vars|kses|default-constants)\.php$|wp-settings\.php$~', (string) $file ) ? file_get_contents( (string) $file ) : '', $found ) ) {
			$names += array_flip( $found[1] );
		}
	}
	unset( $names['dir'], $names['bed'], $names['this'], $names['names'] );
	foreach ( array_keys( $names ) as $aigw_bed_name ) {
		global ${$aigw_bed_name};
	}
	require_once $dir . '/wp-load.php';
	require_once ABSPATH . 'wp-admin/includes/admin.php';
}

aigw_bed_load();
require __DIR__ . '/Aigw_TestCase.php';
