<?php
/**
 * Answers through WordPress.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Answer;
use Aigw\Attribution;
use Aigw\Circuit;
use Aigw\Gateway;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Asks the gateway from PHP and waits: the way where a browser cannot stream. Few at a time, since each holds a PHP worker.
 */
final class Asked {

	/**
	 * Asks.
	 *
	 * @param Question $question What.
	 * @param string   $key      Tells one question of one visitor from the next; the same key is not billed twice.
	 * @return string|WP_Error The text.
	 */
	public static function text( Question $question, string $key ) {
		if ( ! Circuit::may_ask() ) {
			return Circuit::refusal();
		}
		$slot = self::slot();
		if ( '' === $slot ) {
			Circuit::note( new WP_Error( 'aigw_not_asked' ) );
			return Gateway::error( 'too_many_concurrent', __( 'All places for answers through WordPress are taken.', 'aigw' ), array( 'status' => 429, 'retry_after' => 10, 'hop' => 'visitor' ) );
		}
		/**
		 * Seconds that an answer through WordPress may take; below the 30 s after which many servers end a request.
		 *
		 * @param float $seconds Seconds.
		 */
		$timeout = (float) apply_filters( 'aigw_ask_timeout', 25.0 );
		$answer  = ( new Gateway() )->chat(
			$question->body( self::request_id( $key ), false ),
			array(
				'timeout'     => $timeout,
				'retries'     => 0,
				'attribution' => Attribution::now( $question->feature(), 'aigw' ),
				'claims'      => Tokens::claims( $question ),
				'once_until'  => time() + 15 * MINUTE_IN_SECONDS, // Whoever tries again later gets what was paid for.
			)
		);
		self::leave( $slot );
		Circuit::note( $answer );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$text = trim( Answer::text( $answer ) );
		return '' === $text ? Gateway::error( 'aigw_bad_answer', __( 'The model said nothing.', 'aigw' ), array( 'hop' => 'model' ) ) : $text;
	}

	/**
	 * An id that no other visitor can guess or take.
	 *
	 * @param string $key Key of the question.
	 * @return string
	 */
	private static function request_id( string $key ): string {
		return 'wp-' . substr( hash_hmac( 'sha256', Attribution::now()->user() . '|' . $key, wp_salt( 'nonce' ) ), 0, 32 );
	}

	/**
	 * Takes a place; the database frees it by itself when the request dies.
	 *
	 * @return string '' where all are taken.
	 */
	private static function slot(): string {
		global $wpdb;
		/**
		 * How many answers may come through WordPress at the same time.
		 *
		 * @param int $slots Number.
		 */
		$slots = max( 1, (int) apply_filters( 'aigw_ask_slots', 3 ) );
		for ( $i = 0; $i < $slots; $i++ ) {
			$name = 'aigw_' . substr( md5( DB_NAME . $wpdb->prefix ), 0, 12 ) . '_' . $i;
			$got  = $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', $name ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
			if ( '0' !== (string) $got ) {
				return $name; // Null is a database without locks: nobody is kept out.
			}
		}
		return '';
	}

	/**
	 * Frees a place.
	 *
	 * @param string $slot Name.
	 * @return void
	 */
	private static function leave( string $slot ) {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $slot ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	}
}
