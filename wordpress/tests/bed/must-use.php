<?php
/**
 * The bed's own plugin: no mail, no update checks, no welcome screens, and doors for the tests that a site would not have.
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'pre_wp_mail', '__return_true' );
add_filter( 'pre_option_show_avatars', '__return_zero' );
remove_action( 'init', 'wp_schedule_update_checks' );
foreach ( array( 'core', 'plugins', 'themes' ) as $aigw_bed_kind ) {
	add_filter(
		'pre_site_transient_update_' . $aigw_bed_kind,
		function () {
			return (object) array(
				'last_checked'    => time(),
				'version_checked' => $GLOBALS['wp_version'],
				'updates'         => array(),
				'response'        => array(),
				'no_update'       => array(),
				'translations'    => array(),
				'checked'         => array(),
			);
		}
	);
}
add_filter(
	'get_user_metadata',
	function ( $value, $user, $key ) {
		if ( 'wp_persisted_preferences' !== $key ) {
			return $value;
		}
		return array(
			array(
				'core/edit-post' => array(
					'welcomeGuide'   => false,
					'fullscreenMode' => false,
				),
				'core'           => array( 'welcomeGuide' => false ),
				'_modified'      => gmdate( 'c' ),
			),
		);
	},
	10,
	3
);

/*
 * A page cache as hosts have it: with ?bed_cache=1 visitors who are not logged in get the page that was made first, byte for byte.
 */
if ( isset( $_GET['bed_cache'] ) && 'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) && empty( preg_grep( '/^wordpress_logged_in/', array_keys( $_COOKIE ) ) ) ) {
	$aigw_bed_page = ABSPATH . 'bed-cache-' . md5( $_SERVER['REQUEST_URI'] ) . '.html';
	if ( is_file( $aigw_bed_page ) ) {
		header( 'x-bed-cache: hit' );
		readfile( $aigw_bed_page );
		exit;
	}
	ob_start(
		function ( $html ) use ( $aigw_bed_page ) {
			file_put_contents( $aigw_bed_page, $html );
			return $html;
		}
	);
}

/*
 * POST /?bed_eval=1 from loopback runs PHP inside a real web request: how the checks over HTTP call core's AI client and aigw_chat().
 */
add_action(
	'wp_loaded',
	function () {
		if ( ! isset( $_GET['bed_eval'] ) || ! in_array( $_SERVER['REMOTE_ADDR'] ?? '', array( '127.0.0.1', '::1' ), true ) ) {
			return;
		}
		$ask = json_decode( (string) file_get_contents( 'php://input' ), true );
		if ( ! empty( $ask['user'] ) ) {
			wp_set_current_user( (int) $ask['user'] );
		}
		try {
			$out = array( 'value' => eval( $ask['code'] ) ); // phpcs:ignore Squiz.PHP.Eval -- this is what the door is for.
		} catch ( \Throwable $e ) {
			$out = array(
				'thrown'  => get_class( $e ),
				'message' => $e->getMessage(),
				'at'      => $e->getFile() . ':' . $e->getLine(),
			);
		}
		wp_send_json( $out );
	}
);
