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
 * The tenant's budget as the gateway last told it: asked at most once a minute, used further when the gateway is away. And
 * whose share of it was refused a moment ago.
 *
 * It only saves calls that would be refused; what really holds the budget is the gateway.
 */
final class Budget {

	const FRESH = 60;
	const KEPT  = HOUR_IN_SECONDS;
	const MOST  = 50;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'aigw_before_call', array( __CLASS__, 'before_call' ), 10, 2 );
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
	 * @param Attribution|null $who Who wants to spend: their own shares are looked at too.
	 * @return string
	 */
	public static function spent( ?Attribution $who = null ): string {
		if ( ! Connection::current()->configured() ) {
			return '';
		}
		$state   = self::state( ! Patience::on_page() );
		$kept    = self::kept();
		$refused = $kept['refused'] ?? null;
		if ( is_array( $refused ) && time() < (int) $refused['until'] ) {
			return self::words( (int) $refused['resets'] );
		}
		foreach ( null === $who ? array() : self::shares( $who->claims() ) as $scope => $share ) {
			$refused = $kept['shares'][ $share ] ?? null;
			if ( is_array( $refused ) && time() < (int) $refused['until'] ) {
				return Limits::explain( 'budget_exceeded', "The $scope's ", max( 0, (int) $refused['resets'] - time() ) );
			}
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
				return self::words( false === $resets ? 0 : (int) $resets );
			}
		}
		return '';
	}

	/**
	 * Stops the plugin's own calls before the network.
	 *
	 * @param true|WP_Error    $go  What was decided before.
	 * @param Attribution|null $who Who the call is for.
	 * @return true|WP_Error
	 */
	public static function before_call( $go, $who = null ) {
		$reason = is_wp_error( $go ) ? '' : self::spent( $who instanceof Attribution ? $who : null );
		return '' === $reason ? $go : Gateway::error( 'budget_exceeded', $reason, array( 'status' => 402, 'hop' => 'budget', 'stopped' => true ) );
	}

	/**
	 * Learns from calls, which tell of their end: one that was refused for lack of money stops others of the same site, user,
	 * feature, plugin or role for a minute, or until the budget begins anew if that is sooner.
	 *
	 * @param mixed $summary What {@see Gateway} tells.
	 * @return void
	 */
	public static function called( $summary ) {
		if ( ! is_array( $summary ) || 'budget_exceeded' !== ( $summary['error'] ?? '' ) || 402 !== (int) ( $summary['status'] ?? 0 ) || empty( $summary['asked'] ) ) {
			return;
		}
		$wait    = (int) ( $summary['wait'] ?? 0 );
		$refused = array(
			'until'  => time() + ( $wait > 0 ? min( self::FRESH, $wait ) : self::FRESH ),
			'resets' => $wait > 0 ? time() + $wait : 0,
		);
		$kept  = self::kept();
		$scope = (string) ( $summary['limit'] ?? '' );
		if ( '' === $scope ) {
			self::keep( array( 'refused' => $refused ) + $kept );
			return;
		}
		$share = self::shares( $summary )[ $scope ] ?? '';
		if ( '' !== $share ) {
			$kept['shares'] = array_slice( array( $share => $refused ) + (array) ( $kept['shares'] ?? array() ), 0, self::MOST );
			self::keep( $kept );
		}
	}

	/**
	 * Names under which somebody's shares are kept.
	 *
	 * @param array $who user, feature, caller, role.
	 * @return array Scope and name.
	 */
	private static function shares( array $who ): array {
		$shares = array();
		foreach ( array( 'user', 'feature', 'caller', 'role' ) as $scope ) {
			if ( isset( $who[ $scope ] ) && '' !== (string) $who[ $scope ] ) {
				$shares[ $scope ] = $scope . '|' . $who[ $scope ];
			}
		}
		return $shares;
	}

	/**
	 * The reason in plain words.
	 *
	 * @param int $resets When the budget begins anew, or 0.
	 * @return string
	 */
	private static function words( int $resets ): string {
		$words = __( 'The AI budget of this site is spent, so the AI was not asked.', 'aigw' );
		if ( $resets > time() ) {
			/* translators: %s: a time span such as "5 hours". */
			$words .= ' ' . sprintf( __( 'It begins anew in %s.', 'aigw' ), human_time_diff( time(), $resets ) );
		}
		return $words;
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
