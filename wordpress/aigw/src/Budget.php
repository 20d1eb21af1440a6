<?php
/**
 * What is left to spend.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The tenant's budget as the gateway last told it: asked at most once a minute, used further when the gateway is away.
 *
 * It only saves calls that would be refused; what really holds the budget is the gateway.
 */
final class Budget {

	const FRESH = 60;
	const KEPT  = HOUR_IN_SECONDS;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'aigw_before_call', array( __CLASS__, 'before_call' ) );
		add_action( 'aigw_called', array( __CLASS__, 'called' ) );
	}

	/**
	 * The budget: `limits` and `budgets` as `GET /api/v1/budget` answers, or an error where it never came.
	 *
	 * @param bool $ask Whether the gateway may be asked now; without, only what is known.
	 * @return array|WP_Error
	 */
	public static function state( bool $ask = true ) {
		$kept = self::kept();
		$age  = time() - (int) ( $kept['asked'] ?? 0 );
		if ( $age < self::FRESH || ! $ask ) {
			return isset( $kept['answer'] ) ? $kept['answer'] : self::unknown( $kept );
		}
		$answer        = ( new Gateway() )->get( '/api/v1/budget', array(), 2.0 );
		$kept          = self::kept();
		$kept['asked'] = time();
		if ( is_wp_error( $answer ) ) {
			$kept['error'] = $answer->get_error_message();
			self::keep( $kept );
			return isset( $kept['answer'] ) ? $kept['answer'] : $answer;
		}
		self::keep(
			array(
				'asked'  => time(),
				'answer' => $answer,
			)
		);
		return $answer;
	}

	/**
	 * Why nothing can be spent, in plain words; '' while something can.
	 *
	 * A page that a visitor waits for never asks the gateway first.
	 *
	 * @return string
	 */
	public static function spent(): string {
		$behind = is_admin() || wp_doing_cron() || ( defined( 'REST_REQUEST' ) && REST_REQUEST && is_user_logged_in() ) || ( defined( 'WP_CLI' ) && WP_CLI );
		if ( ! Connection::current()->configured() ) {
			return '';
		}
		$state   = self::state( $behind );
		$refused = self::kept()['refused'] ?? null;
		if ( is_array( $refused ) && time() < (int) $refused['until'] ) {
			return self::words( (string) $refused['text'], (int) $refused['resets'] );
		}
		if ( is_wp_error( $state ) ) {
			return '';
		}
		foreach ( array( 'day', 'month', 'total' ) as $period ) {
			$budget = isset( $state['budgets'][ $period ] ) && is_array( $state['budgets'][ $period ] ) ? $state['budgets'][ $period ] : array();
			if ( ! isset( $budget['limit_usd'] ) ) {
				continue;
			}
			$resets = isset( $budget['resets_at'] ) ? strtotime( (string) $budget['resets_at'] ) : false;
			if ( (float) ( $budget['left_usd'] ?? 1 ) <= 0.0 && ( false === $resets || time() < $resets ) ) {
				return self::words( '', false === $resets ? 0 : (int) $resets );
			}
		}
		return '';
	}

	/**
	 * The gateway refused a call for lack of money: for a minute no other call is tried.
	 *
	 * @param string $text What it said.
	 * @param int    $wait Seconds until the period is over, or 0.
	 * @return void
	 */
	public static function refused( string $text, int $wait ) {
		if ( preg_match( '/^The (user|feature|caller|role)\'s /', $text ) ) {
			return; // Somebody's share is spent, not the site's budget.
		}
		self::keep(
			array(
				'refused' => array(
					'until'  => time() + ( $wait > 0 ? min( self::FRESH, $wait ) : self::FRESH ),
					'resets' => $wait > 0 ? time() + $wait : 0,
					'text'   => $text,
				),
			) + self::kept()
		);
	}

	/**
	 * Stops the plugin's own calls before the network.
	 *
	 * @param true|WP_Error $go What was decided before.
	 * @return true|WP_Error
	 */
	public static function before_call( $go ) {
		$reason = is_wp_error( $go ) ? '' : self::spent();
		return '' === $reason ? $go : Gateway::error( 'budget_exceeded', $reason, array( 'status' => 402, 'hop' => 'budget' ) );
	}

	/**
	 * Learns from the plugin's own calls, which tell of their end.
	 *
	 * @param mixed $summary What {@see Gateway} tells.
	 * @return void
	 */
	public static function called( $summary ) {
		if ( is_array( $summary ) && 'budget_exceeded' === ( $summary['error'] ?? '' ) && 402 === (int) ( $summary['status'] ?? 0 ) && '' !== (string) ( $summary['request_id'] ?? '' ) ) {
			$kept = self::kept();
			unset( $kept['asked'] ); // The next look asks: this call may have hit somebody's share only.
			self::keep( $kept );
		}
	}

	/**
	 * The reason in plain words.
	 *
	 * @param string $text   The gateway's own words, or ''.
	 * @param int    $resets When the budget begins anew, or 0.
	 * @return string
	 */
	private static function words( string $text, int $resets ): string {
		$words = __( 'The AI budget of this site is spent, so the AI was not asked.', 'aigw' );
		if ( $resets > time() ) {
			/* translators: %s: a time span such as "5 hours". */
			$words .= ' ' . sprintf( __( 'It begins anew in %s.', 'aigw' ), human_time_diff( time(), $resets ) );
		}
		return '' !== $text && current_user_can( Capabilities::MANAGE ) ? $words . ' ' . $text : $words;
	}

	/**
	 * What is kept.
	 *
	 * @return array
	 */
	private static function kept(): array {
		$kept = get_transient( self::key() );
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * Keeps.
	 *
	 * @param array $kept What to keep.
	 * @return void
	 */
	private static function keep( array $kept ) {
		set_transient( self::key(), $kept, self::KEPT );
	}

	/**
	 * Nothing is known.
	 *
	 * @param array $kept What is kept.
	 * @return WP_Error
	 */
	private static function unknown( array $kept ): WP_Error {
		return new WP_Error( 'aigw_budget_unknown', (string) ( $kept['error'] ?? __( 'The gateway has not told its budget yet.', 'aigw' ) ) );
	}

	/**
	 * The transient's name: one for each connection.
	 *
	 * @return string
	 */
	private static function key(): string {
		return 'aigw_budget_' . Connection::current()->fingerprint();
	}
}
