<?php
/**
 * Runs PHP inside an installed site of the bed, as its administrator, and prints what it returns as JSON: php eval.php DIR CODE [PATH].
 */

$dir = rtrim( $argv[1], '/' );
$bed = json_decode( file_get_contents( $dir . '/bed.json' ), true );

$_SERVER['HTTP_HOST']       = preg_replace( '~^https?://~', '', $bed['url'] );
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = $argv[3] ?? '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

require $dir . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
echo json_encode( eval( $argv[2] ) ); // phpcs:ignore Squiz.PHP.Eval -- what the tool is for.
