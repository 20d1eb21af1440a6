<?php
/**
 * Makes the front page of a site of the bed as a web server would, and prints the queries of the plugin as JSON: php front-page.php DIR.
 */

define( 'SAVEQUERIES', true );
define( 'WP_USE_THEMES', true );
$aigw_bed = json_decode( file_get_contents( $argv[1] . '/bed.json' ), true );

$_SERVER['HTTP_HOST']       = preg_replace( '~^https?://~', '', $aigw_bed['url'] );
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
ob_start();
require $argv[1] . '/wp-blog-header.php';
$aigw_html = ob_get_clean();
$aigw_own  = array();
foreach ( $GLOBALS['wpdb']->queries as $aigw_query ) {
	if ( false !== strpos( $aigw_query[0], 'aigw' ) ) {
		$aigw_own[] = $aigw_query[0];
	}
}
echo json_encode(
	array(
		'whole' => false !== strpos( $aigw_html, '</html>' ),
		'all'   => count( $GLOBALS['wpdb']->queries ),
		'own'   => $aigw_own,
	)
);
