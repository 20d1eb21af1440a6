<?php
/**
 * Keeps pages fast while the gateway hangs.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * A fuse: after a call of a page got no answer in time, pages ask nothing for 30 seconds. Then one request alone may try;
 * the others go on without asking until it has an answer.
 */
final class Circuit {

	const SECONDS  = 30;
	const KEPT     = HOUR_IN_SECONDS;
	const FAILURES = array( 'aigw_timeout', 'aigw_unreachable', 'aigw_bad_answer' );

	/**
	 * Whether this request may ask the gateway from a page. One that may must tell {@see Circuit::note()} what came of it.
	 *
	 * @return bool
	 */
	public static function may_ask(): bool {
		$open = get_transient( self::key() );
		if ( ! is_array( $open ) ) {
			return true;
		}
		return time() >= (int) $open['until'] && Lock::take( self::key(), self::SECONDS );
	}

	/**
	 * Takes note of what came of a call.
	 *
	 * @param array|\WP_Error $answer Of {@see Gateway::chat()}.
	 * @return void
	 */
	public static function note( $answer ) {
		$code = is_wp_error( $answer ) ? (string) $answer->get_error_code() : '';
		if ( in_array( $code, self::FAILURES, true ) ) {
			set_transient( self::key(), array( 'until' => time() + self::SECONDS, 'code' => $code ), self::KEPT );
			Lock::free( self::key() );
		} elseif ( false !== get_transient( self::key() ) ) {
			// What was stopped before the network says nothing of the gateway: the next one may try.
			if ( '' === $code || ! empty( $answer->get_error_data()['status'] ) ) {
				delete_transient( self::key() );
			}
			Lock::free( self::key() );
		}
	}

	/**
	 * Lets pages ask again, for example when a test passed.
	 *
	 * @return void
	 */
	public static function reset() {
		delete_transient( self::key() );
		Lock::free( self::key() );
	}

	/**
	 * What a page says that did not ask.
	 *
	 * @return \WP_Error
	 */
	public static function refusal(): \WP_Error {
		return Gateway::error( 'aigw_unreachable', __( 'The gateway did not answer a moment ago; pages leave it alone for 30 seconds.', 'aigw' ), array( 'hop' => 'http', 'circuit' => true ) );
	}

	/**
	 * The name of transient and lock: one fuse for each connection.
	 *
	 * @return string
	 */
	private static function key(): string {
		return 'aigw_circuit_' . Connection::current()->fingerprint();
	}
}
