<?php
/**
 * The wp-config.php of every site in the test bed: what differs is in bed.json, the constants of the scenario in scenario.json.
 */

$aigw_bed = json_decode( file_get_contents( __DIR__ . '/bed.json' ), true );
define( 'DB_NAME', $aigw_bed['db'] );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . $aigw_bed['socket'] );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $aigw_salt ) {
	define( $aigw_salt . '_KEY', hash( 'sha256', 'of the test bed ' . $aigw_salt ) );
	define( $aigw_salt . '_SALT', hash( 'sha256', 'of the test bed, salt ' . $aigw_salt ) );
}
$table_prefix = 'wp_';
define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', __DIR__ . '/debug.log' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_AUTO_UPDATE_CORE', false );
// Nothing may leave the machine: what tries fails at once, not after a time-out.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
if ( $aigw_bed['network'] ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', preg_replace( '~^https?://~', '', $aigw_bed['url'] ) );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
} else {
	define( 'WP_HOME', $aigw_bed['url'] );
	define( 'WP_SITEURL', $aigw_bed['url'] );
	define( 'WP_ALLOW_MULTISITE', true );
}
foreach ( (array) json_decode( (string) file_get_contents( __DIR__ . '/scenario.json' ), true ) as $aigw_name => $aigw_value ) {
	define( $aigw_name, $aigw_value );
}
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
