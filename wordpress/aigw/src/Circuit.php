<?php
/**
 * Protection of pages from a dead gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * A fuse: after a call in the front end got no answer in time, pages ask nothing for 30 seconds.
 */
final class Circuit {

	const SECONDS = 30;

	/**
	 * Whether the gateway may be asked from a page now.
	 *
	 * @return bool
	 */
	public static function closed(): bool {
		return false === get_transient( self::key() );
	}

	/**
	 * Takes note of what came of a call.
	 *
	 * @param array|WP_Error $answer Of {@see Gateway::chat()}.
	 * @return void
	 */
	public static function note( $answer ) {
		if ( is_wp_error( $answer ) && in_array( $answer->get_error_code(), array( 'aigw_timeout', 'aigw_unreachable', 'aigw_bad_answer' ), true ) ) {
			set_transient( self::key(), (string) $answer->get_error_code(), self::SECONDS );
		}
	}

	/**
	 * Lets pages ask again, for example when a test passed.
	 *
	 * @return void
	 */
	public static function reset() {
		delete_transient( self::key() );
	}

	/**
	 * The transient's name: one fuse for each connection.
	 *
	 * @return string
	 */
	private static function key(): string {
		return 'aigw_circuit_' . Connection::current()->fingerprint();
	}
}
