<?php
/**
 * Never twice the same bill.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Whether a call whose end nobody saw may be sent again without being billed again.
 *
 * Where tokens are minted here, each is good for one call (`once`), and the gateway keeps that call's answer as long as the
 * token lives: it may be sent again at any time. An API key or a fixed token has only what the gateway knows of every
 * request id: its answer for 60 s. After that nobody can tell whether it was billed, and it is not sent again.
 */
final class Once {

	/**
	 * Seconds after the last sign of a call for which its id is surely known; the gateway's 60 less a margin.
	 */
	const KNOWN = 55;

	/**
	 * Whether a call may be sent again.
	 *
	 * @param int $last When it was last under way for sure; 0 where it never was, or where its end was seen.
	 * @return bool
	 */
	public static function safe( int $last ): bool {
		return 0 === $last || Connection::current()->can_mint() || time() - $last < self::KNOWN;
	}

	/**
	 * When a call was last under way for sure, after one more attempt failed; 0 where it is known to be over.
	 *
	 * @param int      $before What was known before that attempt.
	 * @param WP_Error $error  How the attempt ended.
	 * @return int
	 */
	public static function last( int $before, WP_Error $error ): int {
		$data   = (array) $error->get_error_data() + array( 'status' => 0, 'hop' => '' );
		$code   = (string) $error->get_error_code();
		$nobody = 'aigw_bad_answer' === $code || 0 === (int) $data['status'];
		if ( ! $nobody ) {
			return 409 === (int) $data['status'] ? time() : 0;
		}
		$sent = in_array( $code, Circuit::FAILURES, true ) && empty( $data['circuit'] ) && ! in_array( $data['hop'], array( 'dns', 'connect', 'tls', 'blocked' ), true );
		return $sent ? time() : $before;
	}

	/**
	 * Claims that make a token good for this call alone.
	 *
	 * @param string $id    Request id.
	 * @param int    $until When the token and the answer are over.
	 * @return array Empty where tokens are not minted here.
	 */
	public static function claims( string $id, int $until ): array {
		return $until > time() && Connection::current()->can_mint() ? array( 'jti' => $id, 'once' => true, 'exp' => $until ) : array();
	}

	/**
	 * What is said of a call that is not sent again.
	 *
	 * @param string $id Request id.
	 * @return WP_Error
	 */
	public static function unknown( string $id ): WP_Error {
		return Gateway::error( 'aigw_unknown', __( 'The connection ended before the answer came, and too long ago for the gateway to still have it. It is not asked again, because that would be billed a second time. The ledger shows under the request id whether it was billed.', 'aigw' ), array( 'hop' => 'http', 'request_id' => $id ) );
	}
}
